"""What a client's one colour becomes in the light and in the dark theme: style sheet variables that can be
read on every ground of theirs.

The colour itself is kept where it reads, and made darker (light theme) or lighter (dark theme) where it does
not: WCAG 2.2, 1.4.3 asks 4.5:1 of text, which links and buttons are. The other shades keep the lightness they
have in the inbox's own design (frontend/src/style.css, where a test finds the grounds) and take its hue.
"""

from dataclasses import dataclass
from typing import Final

from appliance.brand.colour import Colour, contrast, from_hex, to_hex

LEAST_CONTRAST: Final = 4.5
_OWN_CHROMA: Final = 0.155
"""Of the design's own colour: a greyer one has greyer shades."""
_TINTED: Final = ("--picked", "--bubble-attendant")
"""Grounds that have the colour's hue themselves."""
_STEP: Final = 0.005
Shades = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Theme:
    grounds: dict[str, Colour]
    """What links, icons and edges of the colour stand on."""
    shades: Shades
    """Variable: lightness and chroma."""
    content: tuple[float, float]
    """Of text on the colour."""
    direction: int
    """Towards what reads: darker or lighter."""


THEMES: Final = {
    "light": Theme(
        grounds={
            "--color-base-100": Colour(1.0, 0.0, 0),
            "--color-base-200": Colour(0.972, 0.005, 85),
            "--hover": Colour(0.956, 0.007, 85),
        },
        shades={
            "--color-secondary": (0.935, 0.03),
            "--color-secondary-content": (0.34, 0.12),
            "--picked": (0.94, 0.028),
            "--rail": (0.33, 0.115),
            "--rail-content": (0.88, 0.04),
            "--rail-picked": (0.44, 0.135),
            "--bubble-attendant": (0.926, 0.036),
        },
        content=(0.99, 0.005),
        direction=-1,
    ),
    "dark": Theme(
        grounds={
            "--color-base-100": Colour(0.225, 0.02, 264),
            "--color-base-200": Colour(0.185, 0.018, 264),
            "--hover": Colour(0.265, 0.022, 264),
        },
        shades={
            "--color-secondary": (0.33, 0.06),
            "--color-secondary-content": (0.88, 0.06),
            "--picked": (0.31, 0.05),
            "--rail": (0.155, 0.03),
            "--rail-content": (0.78, 0.03),
            "--rail-picked": (0.36, 0.1),
            "--bubble-attendant": (0.35, 0.075),
        },
        content=(0.2, 0.06),
        direction=1,
    ),
}


@dataclass(frozen=True)
class Palette:
    variables: dict[str, str]
    """Variable: hex colour."""
    is_corrected: bool
    """The colour did not read in this theme as it was given."""

    @property
    def primary(self) -> str:
        return self.variables["--color-primary"]

    @property
    def content(self) -> str:
        return self.variables["--color-primary-content"]


def palettes(colour: str) -> dict[str, Palette]:
    """`light` and `dark`, of `#rrggbb`."""
    return {name: _palette(from_hex(colour), colour, theme) for name, theme in THEMES.items()}


def _palette(wanted: Colour, text: str, theme: Theme) -> Palette:
    strength = min(1.0, wanted.chroma / _OWN_CHROMA)

    def shade(lightness: float, chroma: float) -> str:
        return to_hex(Colour(lightness, chroma * strength, wanted.hue))

    variables = {name: shade(*values) for name, values in theme.shades.items()}
    content = shade(*theme.content)
    grounds = [*map(to_hex, theme.grounds.values()), *(variables[name] for name in _TINTED), content]
    primary = _readable(wanted, text, grounds, theme.direction)
    return Palette(
        {"--color-primary": primary, "--color-primary-content": content, **variables},
        is_corrected=primary != text,
    )


def _readable(wanted: Colour, text: str, grounds: list[str], direction: int) -> str:
    """The colour, or the nearest of its hue that reads on every one of `grounds`."""
    lightness = wanted.lightness
    while min(contrast(text, ground) for ground in grounds) < LEAST_CONTRAST:
        lightness = min(1.0, max(0.0, lightness + direction * _STEP))
        text = to_hex(wanted.lighter(lightness))
    return text
