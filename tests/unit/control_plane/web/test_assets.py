"""Style sheets and modules: served from here, nothing from elsewhere, and every import is there."""

import re
from pathlib import Path

from control_plane import web

STATIC = Path(web.__file__).parent / "static"
FILES = [path for path in STATIC.rglob("*") if path.is_file()]


def test_every_asset_is_served_and_asked_for_again(stranger):
    for path in FILES:
        response = stranger.client.get(f"/static/{path.relative_to(STATIC)}")
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-cache"
        response.close()


def test_modules_import_only_their_neighbours():
    for path in STATIC.glob("*.js"):
        for name in re.findall(r'from "([^"]+)"', path.read_text()):
            assert (STATIC / name.removeprefix("./")).is_file(), name


def test_nothing_comes_from_elsewhere():
    for path in FILES:
        if path.parent.name == "fonts":
            continue
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"(?m)\s//.*$", "", text), path.name
        assert "@import" not in text


def test_what_style_sheets_name_is_there():
    for path in STATIC.glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', path.read_text()):
            assert (STATIC / name).is_file(), name
