"""Films in MP4, 3GP and QuickTime: boxes within boxes (ISO/IEC 14496-12).

What tells of place, device and people is overwritten where it stands (`udta`, `meta`, `uuid`), and so are
the times of recording: no byte moves, so the film and its index stay as they are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CONTAINERS = frozenset({b"moov", b"trak", b"mdia"})
TELLING = frozenset({b"udta", b"meta", b"uuid"})
"""User data with ©xyz and loci, Apple's and Android's key-value pairs, XMP."""
TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
MOST_BOXES = 10_000
DEEPEST = 3
ZEROS = bytes(64 * 1024)


@dataclass(frozen=True)
class Box:
    name: bytes
    start: int
    content: int
    end: int


def clean_film(path: Path) -> None:
    """Overwrites in place; safe to run twice. What is not built as its type is stays as it was."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        for number, box in enumerate(boxes(file, 0, size)):
            if number > MOST_BOXES:
                return
            if box.name in TELLING:
                _erase(file, box)
            elif box.name in TIMED:
                _forget_times(file, box)


def boxes(file: BinaryIO, position: int, end: int, depth: int = 0) -> Iterator[Box]:
    """Each box between, and after a container those within it. Ends where something cannot be a box."""
    while position + 8 <= end:
        file.seek(position)
        size, name = struct.unpack(">I4s", file.read(8))
        content = position + 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))
            content += 8
        box_end = end if size == 0 else position + size
        if box_end > end or box_end < content:
            return
        yield Box(name, position, content, box_end)
        if name in CONTAINERS and depth < DEEPEST:
            yield from boxes(file, content, box_end, depth + 1)
        position = box_end


def _erase(file: BinaryIO, box: Box) -> None:
    """A box of nothing, as large as what it takes the place of."""
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.content)
    left = box.end - box.content
    while left:
        left -= file.write(ZEROS[: min(left, len(ZEROS))])


def _forget_times(file: BinaryIO, box: Box) -> None:
    """When it was made and changed: right behind version and flags, 4 bytes each, in version 1 eight."""
    file.seek(box.content)
    version = file.read(1)
    length = 16 if version == b"\1" else 8
    if box.content + 4 + length <= box.end:
        file.seek(box.content + 4)
        file.write(bytes(length))
