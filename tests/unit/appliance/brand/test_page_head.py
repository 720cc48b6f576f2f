"""The page that is served says whose it is, before any of its code runs."""

from pathlib import Path

from appliance.brand.page_head import named
from appliance.brand.shown import Shown

INDEX = Path(__file__).parents[4] / "appliance/frontend/index.html"
PAGE = INDEX.read_text(encoding="utf-8")
LOGO, ICON = "ab" * 16, "cd" * 16


def test_a_client_that_set_nothing_has_its_name_and_our_looks() -> None:
    page = named(PAGE, Shown("ACME"), "es")
    assert '<html lang="es">' in page
    assert '<meta name="application-name" content="ACME" />' in page
    assert '<link rel="manifest" href="/manifest.webmanifest" />' in page
    assert 'href="/favicon.svg"' in page
    assert 'rel="apple-touch-icon" href="/apple-touch-icon.png"' in page
    assert (INDEX.parent / "public/apple-touch-icon.png").is_file()
    assert "brand" not in page
    assert "login-text" not in page


def test_nothing_a_client_writes_gets_into_the_markup() -> None:
    page = named(PAGE, Shown('A"><script>', login_text="<b>\n'Oi'"), "pt-BR")
    assert 'content="A&#34;&gt;&lt;script&gt;"' in page
    assert 'name="login-text" content="&lt;b&gt;\n&#39;Oi&#39;"' in page


def test_the_clients_own_looks() -> None:
    brand = Shown("ACME", colour="#0f6b52", logo=LOGO)
    page = named(PAGE, brand, "pt-BR")
    assert f'<meta name="brand-logo" content="/brand/{LOGO}/logo.png" />' in page
    assert f'<link rel="icon" href="/brand/{LOGO}/192.png" type="image/png" />' in page
    assert f'<link rel="apple-touch-icon" href="/brand/{LOGO}/maskable.png" />' in page
    assert "favicon.svg" not in page
    assert page.index(f'href="/brand.css?v={brand.version}"') > page.index("manifest")


def test_an_icon_of_its_own_comes_before_the_logo() -> None:
    page = named(PAGE, Shown("ACME", logo=LOGO, favicon=ICON), "pt-BR")
    assert f'<meta name="brand-icon" content="/brand/{ICON}/192.png" />' in page
    assert f'<meta name="brand-logo" content="/brand/{LOGO}/logo.png" />' in page


def test_another_colour_is_another_address() -> None:
    versions = {Shown("ACME", colour=colour).version for colour in ("#0f6b52", "#0f6b53", "#ffd400")}
    assert len(versions) == 3
