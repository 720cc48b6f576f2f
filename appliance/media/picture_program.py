"""A program of its own: `python -m appliance.media.picture_program SOURCE CLEAN THUMBNAIL TYPE PURPOSE`.

Cleans the picture SOURCE into CLEAN and draws its THUMBNAIL, prints what it found as one line of JSON;
exit code 3 when the picture cannot be used, the last line of its error output saying why. PURPOSE `keep`
leaves what the picture shows untouched; `image` and `sticker` make it into what WhatsApp takes.

Decoders are where hostile pictures strike, and their memory never comes back: so they run, and are
imported, only here, for a second, within limits of the kernel's.
"""

import json
import sys
from pathlib import Path

from appliance.media import errors
from appliance.media.cleaning.cleaners import CLEANERS
from appliance.media.cleaning.picture import Picture, UnreadablePicture
from appliance.media.confinement import UNUSABLE, end_with_starter, limit
from appliance.media.kinds import ANIMATED_STICKER_LIMIT, STATIC_STICKER_LIMIT, STICKER_SIDE

CPU_SECONDS = 10
MAX_PIXELS = 50_000_000
"""More is no photograph that WhatsApp sends, but a small file made to fill memories, the browser's too."""
THUMBNAIL_PIXELS = 16_000_000
WEBP_THUMBNAIL_PIXELS = 8_000_000
"""More is not decoded here, where WebP takes twice the memory: such a picture has no thumbnail."""
THUMBNAIL_SIZE = (320, 320)


class Refused(Exception):
    """What it is cannot be made into what is wanted; its text is a code of media.errors."""


def main(arguments: list[str]) -> int:
    """The exit code."""
    source, clean, thumbnail, content_type, purpose = arguments
    limit(CPU_SECONDS)
    try:
        picture, content_type = make(Path(source).read_bytes(), content_type, purpose)
    except (UnreadablePicture, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__} {error}\n{errors.UNREADABLE}\n")
        return UNUSABLE
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    Path(clean).write_bytes(picture.content)
    most = WEBP_THUMBNAIL_PIXELS if content_type == "image/webp" else THUMBNAIL_PIXELS
    is_small = picture.width * picture.height <= most
    is_turned = picture.orientation >= 5
    found = {
        "width": picture.height if is_turned else picture.width,
        "height": picture.width if is_turned else picture.height,
        "is_animated": picture.is_animated,
        "content_type": content_type,
        "has_thumbnail": is_small and draw_thumbnail(picture, Path(thumbnail)),
    }
    sys.stdout.write(json.dumps(found))
    return 0


def make(content: bytes, content_type: str, purpose: str) -> tuple[Picture, str]:
    """The picture as it is to be kept, and its type. Raises UnreadablePicture, Refused, MemoryError."""
    if content_type not in CLEANERS:  # drawn anew or not at all
        return _fit_image(content)
    picture = CLEANERS[content_type](content)
    if picture.width * picture.height > MAX_PIXELS:
        raise UnreadablePicture(f"{picture.width} x {picture.height} pixels")
    if purpose == "image":
        return _fit_image(content, picture, content_type)
    if purpose == "sticker":
        return _fit_sticker(picture, content_type), "image/webp"
    return picture, content_type


def _fit_image(content: bytes, picture: Picture | None = None, content_type: str = "") -> tuple[Picture, str]:
    from appliance.media import picture_fitting as fitting  # noqa: PLC0415 - Pillow, only where needed

    if picture is not None and fitting.is_fit(picture, content_type):
        return picture, content_type
    try:
        return fitting.fit_image(content)
    except fitting.NotSmallEnough as error:
        raise Refused(errors.NOT_SMALL_ENOUGH) from error


def _fit_sticker(picture: Picture, content_type: str) -> Picture:
    from appliance.media import picture_fitting as fitting  # noqa: PLC0415

    is_square = picture.width == picture.height == STICKER_SIDE
    limit = ANIMATED_STICKER_LIMIT if picture.is_animated else STATIC_STICKER_LIMIT
    if content_type == "image/webp" and is_square and len(picture.content) <= limit:
        return picture
    if picture.is_animated:
        raise Refused(errors.ANIMATED_STICKER)
    try:
        return fitting.fit_sticker(picture.content)
    except fitting.NotSmallEnough as error:
        raise Refused(errors.NOT_SMALL_ENOUGH) from error


def draw_thumbnail(picture: Picture, target: Path) -> bool:
    """At most THUMBNAIL_SIZE, upright, of the first frame, as WebP; False when it cannot be drawn."""
    from io import BytesIO  # noqa: PLC0415 - only where a thumbnail is drawn

    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = THUMBNAIL_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with Image.open(BytesIO(picture.content), formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            image.draft("RGB", THUMBNAIL_SIZE)
            image.thumbnail(THUMBNAIL_SIZE)
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            upright.convert(mode).save(target, "WEBP", quality=75)
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, Image.DecompressionBombError) as error:
        sys.stderr.write(f"no thumbnail: {type(error).__name__}: {error}\n")
        target.unlink(missing_ok=True)
        return False
    return True


if __name__ == "__main__":
    end_with_starter()
    sys.exit(main(sys.argv[1:]))
