import pytest

from appliance.brand.colour import Colour, contrast, from_hex, to_hex


@pytest.mark.parametrize(
    "text", ["#000000", "#ffffff", "#ff0000", "#0f6b52", "#ffd400", "#7a7a7a", "#010203"]
)
def test_a_colour_comes_back_as_it_was(text: str) -> None:
    assert to_hex(from_hex(text)) == text


def test_known_values() -> None:
    red = from_hex("#ff0000")  # as the specification of CSS Color 4 gives it
    assert (round(red.lightness, 3), round(red.chroma, 3), round(red.hue, 1)) == (0.628, 0.258, 29.2)
    assert to_hex(Colour(0.45, 0.155, 263)) == "#244eaa"  # as Chromium shows the design's own


@pytest.mark.parametrize("hue", range(0, 360, 30))
def test_what_no_screen_shows_keeps_its_lightness_and_hue(hue: int) -> None:
    shown = from_hex(to_hex(Colour(0.7, 0.4, hue)))
    assert shown.lightness == pytest.approx(0.7, abs=0.01)
    assert (shown.hue - hue + 180) % 360 - 180 == pytest.approx(0, abs=3)


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == contrast(second, first) == pytest.approx(ratio, abs=0.01)
