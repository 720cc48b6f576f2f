"""What browsers ask of an app that can be installed (W3C, Web Application Manifest; Chromium's criteria)."""

import pytest

from appliance.brand.colour import to_hex
from appliance.brand.manifest import GROUND, frame_colour, manifest
from appliance.brand.palette import THEMES
from appliance.brand.shown import Shown

LOGO = "ab" * 16


def test_it_can_be_installed() -> None:
    found = manifest(Shown("ACME", logo=LOGO), "pt-BR")
    assert (found["start_url"], found["scope"], found["display"]) == ("/", "/", "standalone")
    assert (found["name"], found["lang"]) == ("ACME", "pt-BR")
    assert {icon["sizes"] for icon in found["icons"] if "purpose" not in icon} == {"192x192", "512x512"}
    assert [icon["src"] for icon in found["icons"] if icon.get("purpose") == "maskable"] == [
        f"/brand/{LOGO}/maskable.png"
    ]


def test_without_a_logo_it_has_ours() -> None:
    [icon] = manifest(Shown("ACME"), "en")["icons"]
    assert (icon["src"], icon["sizes"]) == ("/favicon.svg", "any")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("ACME", "ACME"),
        ("Padaria do Zé e Filhos", "Padaria do"),
        ("Superintendência Regional", "Superintendência"),
    ],
)
def test_the_short_name_is_its_first_words(name: str, short: str) -> None:
    assert manifest(Shown(name), "pt-BR")["short_name"] == short


def test_the_frame_has_the_clients_colour() -> None:
    green = Shown("ACME", colour="#0f6b52")
    assert frame_colour(green) == green.palettes["light"].variables["--rail"]
    assert manifest(green, "en")["theme_color"] == frame_colour(green)


def test_the_ground_is_the_light_themes() -> None:
    assert to_hex(THEMES["light"].grounds["--color-base-200"]) == GROUND
