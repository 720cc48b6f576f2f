"""A program of its own: `python -m appliance.media.picture_program SOURCE CLEAN THUMBNAIL TYPE`.

Cleans the picture SOURCE into CLEAN and draws its THUMBNAIL, prints what it found as one line of JSON;
exit code 3 when the picture cannot be used. Decoders are where hostile pictures strike, and their memory
never comes back: so they run, and are imported, only here, for a second, within limits of the kernel's.
"""

import json
import resource
import sys
from pathlib import Path

from appliance.media.cleaning.cleaners import CLEANERS
from appliance.media.cleaning.picture import Picture, UnreadablePicture

UNUSABLE = 3
MEMORY_BYTES = 160 * 1024 * 1024
CPU_SECONDS = 10
MAX_PIXELS = 50_000_000
"""More is no photograph that WhatsApp sends, but a small file made to fill memories, the browser's too."""
THUMBNAIL_PIXELS = 16_000_000
WEBP_THUMBNAIL_PIXELS = 8_000_000
"""More is not decoded here, where WebP takes twice the memory: such a picture has no thumbnail."""
THUMBNAIL_SIZE = (320, 320)


def main(arguments: list[str]) -> int:
    """The exit code."""
    source, clean, thumbnail, content_type = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        picture = CLEANERS[content_type](Path(source).read_bytes())
    except UnreadablePicture as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    if picture.width * picture.height > MAX_PIXELS:
        sys.stderr.write(f"{picture.width} x {picture.height} pixels\n")
        return UNUSABLE
    Path(clean).write_bytes(picture.content)
    limit = WEBP_THUMBNAIL_PIXELS if content_type == "image/webp" else THUMBNAIL_PIXELS
    is_small = picture.width * picture.height <= limit
    is_turned = picture.orientation >= 5
    found = {
        "width": picture.height if is_turned else picture.width,
        "height": picture.width if is_turned else picture.height,
        "is_animated": picture.is_animated,
        "has_thumbnail": is_small and draw_thumbnail(picture, Path(thumbnail)),
    }
    sys.stdout.write(json.dumps(found))
    return 0


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
    sys.exit(main(sys.argv[1:]))
