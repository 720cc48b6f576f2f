"""What cleaning finds and makes."""

from dataclasses import dataclass


class UnreadablePicture(Exception):
    """Not built as its type is: what it carries cannot be told from the picture."""


@dataclass(frozen=True)
class Picture:
    """A cleaned file, its size in pixels as stored (before it is turned upright)."""

    content: bytes
    width: int
    height: int
    orientation: int = 1
    """1 to 8, as Exif counts."""
    is_animated: bool = False
