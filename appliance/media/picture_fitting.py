"""Pictures made into what WhatsApp takes, drawn anew with Pillow. Imported by picture_program alone.

Meta, "Media": images are JPEG or PNG of 8 bits in RGB or RGBA up to 5 MB; stickers are WebP of 512 x 512
up to 100 KB.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

from appliance.media.cleaning.picture import Picture, UnreadablePicture
from appliance.media.kinds import KINDS, STATIC_STICKER_LIMIT, STICKER_SIDE

IMAGE_LIMIT = KINDS["image"].sent_limit
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
DRAWN_PIXELS = 16_000_000
"""More is not decoded, but of JPEG, whose decoder can halve a picture before it is in memory."""
JPEG_SIDE = 4096
QUALITIES = (90, 80, 70)
SMALLER = 0.7
SMALLEST_SIDE = 640
STICKER_QUALITIES = (90, 75, 60, 45, 30, 15)
_PNG_HEADER = 8 + 8
"""Signature, length and name of its first chunk; then width, height, depth, kind of colour."""


class NotSmallEnough(Exception):
    """However small it is drawn, it keeps too many bytes."""


def is_fit(picture: Picture, content_type: str) -> bool:
    """Whether a cleaned picture can go as it is."""
    if len(picture.content) > IMAGE_LIMIT:
        return False
    if content_type == "image/png":
        depth, colour = picture.content[_PNG_HEADER + 8 : _PNG_HEADER + 10]
        return depth == 8 and colour in {2, 6}
    if content_type == "image/jpeg":
        with Image.open(BytesIO(picture.content), formats=("JPEG",)) as image:
            return image.mode in {"RGB", "L"}
    return False


def fit_image(content: bytes) -> tuple[Picture, str]:
    """Upright, 8 bits, small enough, and its type. Raises UnreadablePicture, NotSmallEnough, MemoryError."""
    image = _open(content)
    is_photograph = image.format == "JPEG" or (image.format == "WEBP" and not image.has_transparency_data)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    if not is_photograph:
        drawn = _save(image, "PNG", optimize=False)
        if len(drawn) <= IMAGE_LIMIT:
            return Picture(drawn, *image.size), "image/png"
    flat = _on_white(image)
    for candidate in _smaller(flat):
        for quality in QUALITIES:
            drawn = _save(candidate, "JPEG", quality=quality)
            if len(drawn) <= IMAGE_LIMIT:
                return Picture(drawn, *candidate.size), "image/jpeg"
    raise NotSmallEnough


def fit_sticker(content: bytes) -> Picture:
    """In the middle of a transparent square. Raises UnreadablePicture, NotSmallEnough, MemoryError."""
    image = _open(content)
    image = ImageOps.contain(image.convert("RGBA"), (STICKER_SIDE, STICKER_SIDE))
    square = Image.new("RGBA", (STICKER_SIDE, STICKER_SIDE))
    square.paste(image, ((STICKER_SIDE - image.width) // 2, (STICKER_SIDE - image.height) // 2))
    for quality in STICKER_QUALITIES:
        drawn = _save(square, "WEBP", quality=quality)
        if len(drawn) <= STATIC_STICKER_LIMIT:
            return Picture(drawn, STICKER_SIDE, STICKER_SIDE)
    raise NotSmallEnough


def _open(content: bytes) -> Image.Image:
    """The first frame, decoded and upright."""
    Image.MAX_IMAGE_PIXELS = None  # the limits are ours, below
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = Image.open(BytesIO(content), formats=FORMATS)
        if image.format == "JPEG":
            image.draft(None, (JPEG_SIDE, JPEG_SIDE))
        if image.width * image.height > DRAWN_PIXELS:
            raise UnreadablePicture(f"{image.width} x {image.height} pixels")
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadablePicture(f"{type(error).__name__}: {error}") from error
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    return flat


def _smaller(image: Image.Image) -> Iterator[Image.Image]:
    """The picture, then smaller and smaller."""
    yield image
    while max(image.size) * SMALLER >= SMALLEST_SIDE:
        image = image.resize((max(1, int(image.width * SMALLER)), max(1, int(image.height * SMALLER))))
        yield image


def _save(image: Image.Image, name: str, **options: int | bool) -> bytes:
    """Without anything the picture does not need."""
    target = BytesIO()
    image.info = {}
    image.save(target, name, **options)
    return target.getvalue()
