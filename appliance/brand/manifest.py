"""What makes the inbox installable: a W3C Web Application Manifest. Its service worker is frontend/src/sw."""

from typing import Any

from appliance.brand.shown import Shown, picture_path

SHORT_NAME = 12
"""More is cut below an icon."""
GROUND = "#f7f6f2"
"""Of the page that waits for the inbox: the light theme's own."""
RAIL = "#15306f"
"""Of the frame around an installed inbox, where the client has no colour: as the inbox's own rail."""


def manifest(brand: Shown, locale: str) -> dict[str, Any]:
    """As JSON."""
    return {
        "id": "/",
        "name": brand.name,
        "short_name": _short(brand.name),
        "lang": locale,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": frame_colour(brand),
        "icons": _icons(brand),
    }


def frame_colour(brand: Shown) -> str:
    """Of the browser's own parts around the inbox."""
    return brand.palettes["light"].variables["--rail"] if brand.colour else RAIL


def _short(name: str) -> str:
    """Its first words, as many as fit."""
    kept = ""
    for word in name.split():
        if kept and len(kept) + 1 + len(word) > SHORT_NAME:
            break
        kept = f"{kept} {word}".strip()
    return kept


def _icons(brand: Shown) -> list[dict[str, str]]:
    if brand.icon is None:
        return [{"src": "/favicon.svg", "type": "image/svg+xml", "sizes": "any"}]
    plain = [
        {"src": picture_path(brand.icon, side), "type": "image/png", "sizes": f"{side}x{side}"}
        for side in ("192", "512")
    ]
    maskable = picture_path(brand.icon, "maskable")
    return [*plain, {"src": maskable, "type": "image/png", "sizes": "512x512", "purpose": "maskable"}]
