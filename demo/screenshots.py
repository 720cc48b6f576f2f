"""`make screenshots`: a picture of every page in docs/screenshots, in both themes, on a desk and on a phone.

Of a running demo, whose desk is furnished for it. Taken again of the same demo, they look the same: the
browser's clock stands still two minutes after the last message, and nothing moves.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from demo.calls import Json
from demo.errors import DemoError
from demo.instance import REPOSITORY, Instance, read_json
from demo.showcase import fill, signed_in
from demo.showcase.scenes import CUSTOMER, NOBODY, OPERATOR, Scene, enter, panel_scenes, scenes

FOLDER = REPOSITORY / "docs" / "screenshots"
SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
THEMES = ("light", "dark")
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--lang=pt-BR"]
_QUALITIES = (60, 40, 25)
_BYTES = 40_000


def pictured(ids: Json) -> list[Scene]:
    """Those that have pictures."""
    return [scene for scene in (*scenes(ids), *panel_scenes()) if scene.is_pictured]


def file_name(scene: str, theme: str, size: str) -> str:
    """Of one picture, in docs/screenshots."""
    return f"{scene}-{theme}-{size}.webp"


def take(demo: Json, folder: Path, only: tuple[str, ...] = ()) -> int:
    """How many pictures were taken: of every scene, or of those that `only` names. Raises DemoError."""
    ids = fill(demo)
    moment = _moment(demo, ids)
    every = pictured(ids)
    todo = [scene for scene in every if not only or scene.name in only]
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        # Both are there from the beginning: the board shows who is.
        pages = {who: _seat(browser, demo, who, moment) for who in {scene.who for scene in todo}}
        for scene in todo:
            page = pages[scene.who]
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                enter(page, demo[scene.at]["url"], scene)
                for theme, picture in _both(page):
                    (folder / file_name(scene.name, theme, size)).write_bytes(_small(picture))
                page.unroute_all(behavior="ignoreErrors")
        browser.close()
    (folder / "README.md").write_text(index([scene.name for scene in every]), encoding="utf-8")
    return len(todo) * len(SIZES) * len(THEMES)


def index(names: list[str]) -> str:
    """The page that shows them all."""
    heads = [f"{theme}, {size}" for size in SIZES for theme in THEMES]
    lines = ["# Screenshots", "", "Made by `make screenshots`, never by hand.", ""]
    lines += [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    for name in sorted(names):
        files = [file_name(name, theme, size) for size in SIZES for theme in THEMES]
        lines.append(f"| {name} | {' | '.join(f'![{name}]({file})' for file in files)} |")
    return "\n".join(lines) + "\n"


def _moment(demo: Json, ids: Json) -> datetime:
    found = signed_in(demo["tenant"]["url"], demo["tenant"]).get(f"/api/v1/conversations/{ids[CUSTOMER]}")
    return datetime.fromisoformat(found["last_message_at"]) + timedelta(minutes=2)


def _seat(browser: Browser, demo: Json, who: str, moment: datetime) -> Page:
    context = browser.new_context(locale="pt-BR", timezone_id="America/Sao_Paulo", reduced_motion="reduce")
    page = context.new_page()
    page.clock.set_fixed_time(moment)
    if who != NOBODY:
        page.goto(demo["panel" if who == OPERATOR else "tenant"]["url"])
        page.get_by_label("E-mail").fill(demo[who]["email"])
        page.get_by_label("Senha", exact=True).fill(demo[who]["password"])
        page.get_by_role("button", name="Entrar").click()
        inside = ("heading", "Clientes") if who == OPERATOR else ("group", "Filtrar conversas")
        page.get_by_role(inside[0], name=inside[1]).first.wait_for()  # type: ignore[arg-type]
    return page


def _small(picture: Image.Image) -> bytes:
    """As WebP: the best that is not large, or else the smallest."""
    for quality in _QUALITIES:
        made = io.BytesIO()
        picture.save(made, "WEBP", quality=quality, method=6)
        if made.tell() <= _BYTES:
            break
    return made.getvalue()


def _both(page: Page) -> Iterator[tuple[str, Image.Image]]:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        yield theme, Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    page.emulate_media(color_scheme="light")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.screenshots")
    parser.add_argument("--instance", default="guiche", help="default: guiche, the demo")
    parser.add_argument("--folder", default=FOLDER, type=Path, help="default: docs/screenshots")
    parser.add_argument("--only", nargs="+", default=(), help="names of scenes; default: all of them")
    arguments = parser.parse_args()
    console = Console()
    demo = read_json(Instance(arguments.instance).folder / "demo.json")
    if "tenant" not in demo:
        console.print("There is no demo to take pictures of: run `make demo` first.", style="red")
        return 1
    try:
        count = take(demo, arguments.folder, tuple(arguments.only))
    except DemoError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    console.print(f"{count} pictures in {arguments.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
