"""Every page has its pictures, and every route of the inbox is a page."""

import re
from collections import defaultdict
from itertools import product

from demo.screenshots import FOLDER, SIZES, THEMES, file_name, index, pictured
from demo.showcase.routes import routes
from demo.showcase.scenes import UNPICTURED, panel_scenes, scenes

IDS: dict[str, int] = defaultdict(int)
PANEL = FOLDER.parents[1] / "control_plane"
NO_PAGES = {"/", "/connect", "/login/code"}
"""Lead on, or come after something that only a person does."""
SOURCES = FOLDER.parents[1] / "appliance" / "frontend" / "src"


def test_every_page_is_a_scene() -> None:
    router = (SOURCES / "router.ts").read_text(encoding="utf-8")
    pages = (SOURCES / "features" / "settings" / "pages.ts").read_text(encoding="utf-8")
    listed = router[router.index("routes: [") : router.index("router.beforeEach")]
    named = len(re.findall(r"(?<!redirect: \{ )\bname: '", listed))
    views = len(re.findall(r"^\s*view: \(\) => import", pages, re.MULTILINE))
    assert len(routes()) == named + views
    assert set(routes()) <= {scene.name for scene in scenes(IDS)}
    assert set(routes()) - UNPICTURED <= {scene.name for scene in pictured(IDS)}
    assert all("{" not in scene.path for scene in scenes(IDS))


def test_every_page_of_the_panel_is_a_scene() -> None:
    views = "".join(path.read_text(encoding="utf-8") for path in (PANEL / "web").glob("*.py"))
    rules = {
        rule.replace("/tenants/<slug>", "/tenants/acme")
        for rule in re.findall(r'blueprint\.get\("([^"]+)"\)', views)
    }
    pages = {rule for rule in rules if "<" not in rule and not rule.endswith(".json")} - NO_PAGES
    assert len(pages) > 20
    assert pages <= {scene.path for scene in panel_scenes()}


def test_every_scene_has_a_name_of_its_own() -> None:
    names = [scene.name for scene in (*scenes(IDS), *panel_scenes())]
    assert len(names) == len(set(names))


def test_every_page_has_its_pictures() -> None:
    names = [scene.name for scene in pictured(IDS)]
    wanted = {file_name(*each) for each in product(names, THEMES, SIZES)}
    assert {path.name for path in FOLDER.glob("*.webp")} == wanted
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == index(names)
