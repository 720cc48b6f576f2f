"""Pictures in HEIF containers, as iPhones keep them (HEIC): Exif and XMP overwritten where they stand.

ISO/IEC 23008-12: such notes are items of their own, named in `iinf` and found by `iloc`. No byte moves, so
the picture stays as it is; which way up it is stands elsewhere (`irot`).
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from appliance.media.cleaning.film import Box, boxes

TELLING = frozenset({b"Exif", b"mime"})
"""Kinds of items: Exif, and what is named by its media type, as XMP is."""
MOST_BYTES = 512 * 1024
"""Of the index; that of a picture has some thousand."""
IN_FILE, IN_INDEX = 0, 1
"""How an item's place is counted: from the file's start, or from that of `idat`."""


def clean_heif(path: Path) -> None:
    """Overwrites in place; safe to run twice. What is not built as its type is stays as it was."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        index = next((box for box in boxes(file, 0, size) if box.name == b"meta"), None)
        if index is None or index.end - index.content > MOST_BYTES:
            return
        file.seek(index.content)
        try:
            places = list(_places(file.read(index.end - index.content), index.content))
        except ValueError:
            return
        left = size  # pieces do not overlap: who names more bytes than there are only wants to keep us busy
        for start, length in places:
            if start + length <= size and length <= left:
                left -= length
                file.seek(start)
                file.write(bytes(length))


def _places(meta: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Start in the file and length of each piece of a telling item. Raises ValueError when cut short."""
    parts = {box.name: box for box in boxes(BytesIO(meta), 4, len(meta))}
    if not {b"iinf", b"iloc"} <= parts.keys():
        return
    telling = set(_telling(meta, parts[b"iinf"]))
    idat = parts.get(b"idat")
    for item, method, offset, length in _extents(_Numbers(meta, parts[b"iloc"])):
        if item in telling and method == IN_FILE:
            yield offset, length
        elif item in telling and method == IN_INDEX and idat is not None:
            yield start + idat.content + offset, length


def _telling(meta: bytes, iinf: Box) -> Iterator[int]:
    """The numbers of the items that tell."""
    numbers = _Numbers(meta, iinf)
    version = numbers.take(1)
    numbers.take(3 + (4 if version else 2))
    for box in boxes(BytesIO(meta), numbers.at, iinf.end):
        entry = _Numbers(meta, box)
        version = entry.take(4) >> 24
        item = entry.take(4 if version == 3 else 2)
        entry.take(2)
        if entry.take(4).to_bytes(4) in TELLING:
            yield item


def _extents(iloc: "_Numbers") -> Iterator[tuple[int, int, int, int]]:
    """Item, how its place is counted, offset and length of each piece."""
    version = iloc.take(4) >> 24
    wide = 4 if version == 2 else 2
    sizes = iloc.take(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if length_size == 0:
        raise ValueError("pieces without a length")
    for _ in range(iloc.take(wide)):
        item = iloc.take(wide)
        method = iloc.take(2) & 15 if version else IN_FILE
        iloc.take(2)
        base = iloc.take(base_size)
        for _ in range(iloc.take(2)):
            iloc.take(index_size if version else 0)
            offset = base + iloc.take(offset_size)
            yield item, method, offset, iloc.take(length_size)


class _Numbers:
    """Whole numbers one behind the other, in a box."""

    def __init__(self, data: bytes, box: Box) -> None:
        self._data = data
        self.at = box.content
        self._end = box.end

    def take(self, size: int) -> int:
        """Raises ValueError behind the end."""
        if self.at + size > self._end:
            raise ValueError("cut short")
        self.at += size
        return int.from_bytes(self._data[self.at - size : self.at])
