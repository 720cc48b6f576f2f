"""A logo drawn at the sizes it is shown in. Imported by brand_program alone."""

from io import BytesIO

from PIL import Image, ImageOps

from appliance.media.cleaning.picture import UnreadablePicture

MOST = (1024, 1024)
"""Pixels from which everything is drawn: more would only take memory."""


def open_upright(content: bytes) -> Image.Image:
    """With an alpha channel, and nothing the file said beside its pixels. Raises UnreadablePicture."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            image.draft("RGB", MOST)
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadablePicture(f"{type(error).__name__}: {error}") from error
    upright.thumbnail(MOST, Image.Resampling.LANCZOS)
    upright.info = {}
    return upright


def within(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """As it is, or made smaller to fit."""
    smaller = image.copy()
    smaller.thumbnail(size, Image.Resampling.LANCZOS)
    return smaller


def square(image: Image.Image, side: int, part: float, *, is_filled: bool) -> Image.Image:
    """In the middle of a square, on white or on nothing."""
    inner = round(side * part)
    drawn = ImageOps.contain(image, (inner, inner), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (side, side), (255, 255, 255, 255 if is_filled else 0))
    ground.alpha_composite(drawn, ((side - drawn.width) // 2, (side - drawn.height) // 2))
    return ground
