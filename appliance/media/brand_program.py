"""A program of its own: `python -m appliance.media.brand_program SOURCE FOLDER TYPE`.

Draws the client's logo or icon SOURCE anew into FOLDER, as PNG, which e-mail programs and home screens show
too: `logo.png` for pages and e-mails, and squares of it for tabs and home screens. Prints its size as JSON;
ends like picture_program, and runs within the same limits.
"""

import json
import sys
from pathlib import Path

from appliance.media import errors
from appliance.media.cleaning.cleaners import CLEANERS
from appliance.media.cleaning.picture import UnreadablePicture
from appliance.media.confinement import UNUSABLE, end_with_starter, limit

CPU_SECONDS = 10
MAX_PIXELS = 4_000_000
"""What web, which runs this, has memory for beside its own."""
LOGO_SIZE = (640, 320)
"""Twice as many as a page shows at most: sharp on fine screens."""
SQUARES = {"192": (192, 1.0), "512": (512, 1.0), "maskable": (512, 0.72)}
"""Name: side, and how much of it the picture takes. Home screens cut a maskable icon to a shape of theirs
that leaves the inner circle of 80 % (W3C, Web Application Manifest, "icon masks"): 0.72 fits there, and white
is behind it.
"""


def main(arguments: list[str]) -> int:
    """The exit code."""
    source, folder, content_type = arguments
    limit(CPU_SECONDS)
    try:
        found = draw(Path(source).read_bytes(), Path(folder), content_type)
    except (UnreadablePicture, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__} {error}\n{errors.UNREADABLE}\n")
        return UNUSABLE
    sys.stdout.write(json.dumps(found))
    return 0


def draw(content: bytes, folder: Path, content_type: str) -> dict[str, int]:
    """Width and height of the logo that is drawn. Raises UnreadablePicture, MemoryError."""
    from appliance.media import brand_drawing  # noqa: PLC0415 - Pillow, only where needed

    picture = CLEANERS[content_type](content)
    if picture.is_animated or picture.width * picture.height > MAX_PIXELS:
        raise UnreadablePicture(f"{picture.width} x {picture.height}, animated: {picture.is_animated}")
    image = brand_drawing.open_upright(picture.content)
    logo = brand_drawing.within(image, LOGO_SIZE)
    logo.save(folder / "logo.png", "PNG")
    for name, (side, part) in SQUARES.items():
        square = brand_drawing.square(image, side, part, is_filled=name == "maskable")
        square.save(folder / f"{name}.png", "PNG")
    return {"width": logo.width, "height": logo.height}


if __name__ == "__main__":
    end_with_starter()
    sys.exit(main(sys.argv[1:]))
