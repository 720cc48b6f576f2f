"""What the front end's page says of the client before any of its code runs: language, name, looks, icons."""

from markupsafe import Markup, escape

from appliance.brand.manifest import frame_colour
from appliance.brand.shown import Shown, picture_path

_EMPTY_NAME = '<meta name="application-name" content="" />'
_OWN_ICON = '<link rel="icon" href="/favicon.svg" type="image/svg+xml" />'

_MANIFEST = '<link rel="manifest" href="/manifest.webmanifest" />'


def named(page: str, brand: Shown, locale: str) -> str:
    """The built page with the client's own head; `brand.css` comes last, and so wins."""
    lines = [_meta("application-name", brand.name), _meta("theme-color", frame_colour(brand)), _MANIFEST]
    if brand.login_text:
        lines.append(_meta("login-text", brand.login_text))
    if brand.logo:
        lines.append(_meta("brand-logo", picture_path(brand.logo)))
    if brand.icon:
        lines.append(_meta("brand-icon", picture_path(brand.icon, "192")))
    page = page.replace('<html lang="pt-BR"', f'<html lang="{escape(locale)}"', 1)
    page = page.replace(_EMPTY_NAME, "\n    ".join(lines), 1).replace(_OWN_ICON, _icons(brand), 1)
    return page.replace("</head>", f"{_stylesheet(brand)}</head>", 1)


def _meta(name: str, content: str) -> Markup:
    return Markup('<meta name="{}" content="{}" />').format(name, content)


def _icons(brand: Shown) -> str:
    """The second is that of home screens which know no manifest and no SVG."""
    if brand.icon is None:
        return f'{_OWN_ICON}\n    <link rel="apple-touch-icon" href="/apple-touch-icon.png" />'
    small, large = picture_path(brand.icon, "192"), picture_path(brand.icon, "maskable")
    return (
        f'<link rel="icon" href="{small}" type="image/png" />\n'
        f'    <link rel="apple-touch-icon" href="{large}" />'
    )


def _stylesheet(brand: Shown) -> str:
    return f'<link rel="stylesheet" href="{brand.stylesheet}" />' if brand.stylesheet else ""
