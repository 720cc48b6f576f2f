"""Having a picture cleaned and its thumbnail drawn, by the program that does it within limits."""

from dataclasses import dataclass
from pathlib import Path

from appliance.media import errors
from appliance.media.programs import run_program

SECONDS = 15


@dataclass(frozen=True)
class Prepared:
    """Size in pixels as it is seen, that is upright."""

    width: int
    height: int
    is_animated: bool
    content_type: str
    has_thumbnail: bool


def prepare(source: Path, clean: Path, thumbnail: Path, content_type: str, purpose: str = "keep") -> Prepared:
    """Writes the cleaned picture and, where it can be drawn, its thumbnail. Raises UnusableFile.

    `purpose`: keep (whatever it is), image or sticker (made into what WhatsApp takes).
    """
    files = (str(source), str(clean), str(thumbnail))
    found = run_program(
        "picture_program", *files, content_type, purpose, seconds=SECONDS, otherwise=errors.UNREADABLE
    )
    return Prepared(**found)
