"""Style sheets and modules: served from here, nothing from elsewhere, and every import is there."""

import re
from pathlib import Path

from control_plane import web

STATIC = Path(web.__file__).parent / "static"


def test_every_asset_is_served_and_asked_for_again(stranger):
    for path in STATIC.iterdir():
        response = stranger.client.get(f"/static/{path.name}")
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-cache"
        response.close()


def test_modules_import_only_their_neighbours():
    for path in STATIC.glob("*.js"):
        for name in re.findall(r'from "([^"]+)"', path.read_text()):
            assert (STATIC / name.removeprefix("./")).is_file(), name


def test_nothing_comes_from_elsewhere():
    for path in STATIC.iterdir():
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"(?m)\s//.*$", "", text), path.name
        assert "@import" not in text
