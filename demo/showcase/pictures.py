"""Files for the showcase, made up on the spot: nothing of anybody's, and nothing to carry about."""

import io
import math
import struct
import wave

from PIL import Image, ImageDraw

_BRICK, _MORTAR = "#b5573a", "#d9cfc1"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF"


def drawing(width: int, height: int) -> bytes:
    """A brick wall, as PNG."""
    image = Image.new("RGB", (width, height), _MORTAR)
    pen = ImageDraw.Draw(image)
    for row, top in enumerate(range(6, height, 48)):
        for left in range(-60 * (row % 2), width, 120):
            pen.rectangle((left + 6, top, left + 112, top + 40), fill=_BRICK)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def pdf() -> bytes:
    """The smallest there is."""
    return _PDF


def sound(seconds: int = 4) -> bytes:
    """A voice of sorts, as WAV."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for tick in range(16_000 * seconds):
            swell = abs(math.sin(tick / 2100)) * abs(math.sin(tick / 9000))
            file.writeframesraw(struct.pack("<h", int(9000 * swell * math.sin(tick / 12))))
    return made.getvalue()
