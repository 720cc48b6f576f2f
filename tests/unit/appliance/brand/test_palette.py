"""Whatever colour a client has, what is written in it or on it can be read."""

import re
from colorsys import hsv_to_rgb
from pathlib import Path

import pytest

from appliance.brand.colour import Colour, contrast, to_hex
from appliance.brand.palette import THEMES, palettes
from appliance.brand.stylesheet import stylesheet

STYLE = (Path(__file__).parents[4] / "appliance/frontend/src/style.css").read_text(encoding="utf-8")
DESIGN = {
    name: dict(re.findall(r"(--[\w-]+): (oklch\([^)]*\));", block))
    for name, block in zip(("light", "dark"), STYLE.split("@plugin 'daisyui/theme'")[1:3], strict=True)
}
COLOURS = [
    "#" + "".join(f"{round(255 * part):02x}" for part in hsv_to_rgb(hue / 36, strength, value))
    for hue in range(36)
    for strength, value in ((1, 1), (1, 0.5), (0.4, 0.9), (0.5, 0.2))
] + ["#000000", "#ffffff", "#808080", "#fffffe"]


def of_the_design(theme: str, name: str) -> str:
    lightness, chroma, hue = re.findall(r"[\d.]+", DESIGN[theme][name])
    return to_hex(Colour(float(lightness) / 100, float(chroma), float(hue)))


@pytest.mark.parametrize("theme", THEMES)
def test_the_grounds_are_those_of_the_design(theme: str) -> None:
    for name, ground in THEMES[theme].grounds.items():
        assert to_hex(ground) == of_the_design(theme, name), name


@pytest.mark.parametrize("theme", THEMES)
def test_every_variable_is_one_of_the_design(theme: str) -> None:
    assert palettes("#0f6b52")[theme].variables.keys() <= DESIGN[theme].keys()


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_ground(theme: str) -> None:
    for colour in COLOURS:
        read_everywhere(colour, theme)


def read_everywhere(colour: str, theme: str) -> None:
    variables = palettes(colour)[theme].variables
    pairs = [
        ("--color-primary", of_the_design(theme, "--color-base-100")),
        ("--color-primary", of_the_design(theme, "--color-base-200")),
        ("--color-primary", of_the_design(theme, "--hover")),
        *(("--color-primary", variables[name]) for name in ("--picked", "--bubble-attendant")),
        ("--color-primary-content", variables["--color-primary"]),
        ("--color-secondary-content", variables["--color-secondary"]),
        ("--rail-content", variables["--rail"]),
        ("--rail-content", variables["--rail-picked"]),
    ]
    unreadable = [pair for pair in pairs if contrast(variables[pair[0]], pair[1]) < 4.5]
    assert unreadable == [], colour
    for name in ("--color-base-content", "--muted", "--attention"):
        for ground in ("--picked", "--bubble-attendant"):
            assert contrast(of_the_design(theme, name), variables[ground]) >= 4.5, (colour, name, ground)
    assert contrast("#ffffff", variables["--rail-picked"]) >= 4.5
    assert contrast(of_the_design(theme, "--read"), variables["--bubble-attendant"]) >= 3  # a mark, no text


def test_what_reads_already_is_kept_as_it_is() -> None:
    light = palettes("#0f6b52")["light"]
    assert (light.primary, light.is_corrected) == ("#0f6b52", False)


def test_yellow_is_made_darker_where_the_ground_is_light_and_is_kept_where_it_is_dark() -> None:
    found = palettes("#ffd400")
    assert found["light"].is_corrected
    assert (found["dark"].primary, found["dark"].is_corrected) == ("#ffd400", False)


def test_grey_has_no_hue_anywhere() -> None:
    shades = [shade for palette in palettes("#808080").values() for shade in palette.variables.values()]
    assert all(shade[1:3] == shade[3:5] == shade[5:7] for shade in shades)


def test_the_style_sheet_speaks_of_both_themes_and_of_nothing_else() -> None:
    text = stylesheet(palettes("#0f6b52"))
    assert text.count("--color-primary:") == 3
    assert re.sub(r"  --[\w-]+: #[0-9a-f]{6};\n", "", text).split("\n") == [
        ":root,",
        '[data-theme="guiche"] {',
        "}",
        "@media (prefers-color-scheme: dark) {",
        ":root:not([data-theme]) {",
        "}",
        "}",
        '[data-theme="guiche-dark"] {',
        "}",
        "",
    ]
    assert stylesheet({}) == ""
