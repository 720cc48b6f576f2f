"""Colours as people see them: lightness, strength and hue (OKLCH), and the contrast of two of them.

Sources: B. Ottosson, "A perceptual color space for image processing" (2020); WCAG 2.2, "relative luminance"
and "contrast ratio".
"""

import re
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, hypot, radians, sin

HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 20
"""Halvings: a millionth is far below what eight bits a channel can show."""
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Colour:
    lightness: float
    """0 (black) to 1 (white)."""
    chroma: float
    """0 is grey; what screens show seldom passes 0.3."""
    hue: float
    """Degrees."""

    def lighter(self, lightness: float) -> "Colour":
        """The same, as light as that."""
        return replace(self, lightness=lightness)


def from_hex(text: str) -> Colour:
    """`#rrggbb`, in lower case."""
    red, green, blue = (_linear(int(text[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return Colour(lightness, hypot(a, b), degrees(atan2(b, a)) % 360)


def to_hex(colour: Colour) -> str:
    """The nearest that a screen can show: as light, of the same hue, as strong as there is."""
    low, high = 0.0, colour.chroma
    if not _is_shown(_rgb(colour)):
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_shown(_rgb(replace(colour, chroma=middle))) else (low, middle)
        colour = replace(colour, chroma=low)
    channels = (round(255 * _encoded(min(1.0, max(0.0, part)))) for part in _rgb(colour))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def contrast(first: str, second: str) -> float:
    """Of two hex colours: 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(text: str) -> float:
    red, green, blue = (_linear(int(text[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: Colour) -> Triple:
    """Linear; below 0 or above 1 where no screen shows it."""
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_shown(rgb: Triple) -> bool:
    return all(-0.0001 <= part <= 1.0001 for part in rgb)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
