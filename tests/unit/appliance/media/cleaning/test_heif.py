import os
import struct
from pathlib import Path

import pytest

from appliance.media.cleaning.heif import clean_heif
from tests.unit.appliance.media.cleaning.test_film import PLACE, box

EXIF, XMP, PICTURE = b"\0\0\0\0MM\0*" + PLACE, b"<xmp>" + PLACE, b"picture" * 9


def entry(item: int, kind: bytes, version: int = 2) -> bytes:
    number = struct.pack(">H" if version == 2 else ">I", item)
    return box(b"infe", bytes([version, 0, 0, 0]) + number + b"\0\0" + kind + b"\0")


def heif(version: int = 1) -> bytes:
    """The picture and its Exif behind the index, XMP within it."""
    wide = ">I" if version == 2 else ">H"

    def located(start: int) -> bytes:
        pieces = [
            (1, 0, start, len(PICTURE)),
            (2, 0, start + len(PICTURE), len(EXIF)),
            (3, 1, 0, len(XMP)),
        ]
        rows = b"".join(
            struct.pack(wide, item) + struct.pack(">HHHII", method, 0, 1, offset, length)
            for item, method, offset, length in pieces
        )
        return bytes([version, 0, 0, 0]) + struct.pack(">H", 0x4400) + struct.pack(wide, 3) + rows

    def index(start: int) -> bytes:
        named = entry(1, b"hvc1") + entry(2, b"Exif") + entry(3, b"mime", 3)
        inner = box(b"iinf", b"\0\0\0\0" + struct.pack(">H", 3) + named) + box(b"iloc", located(start))
        return box(b"ftyp", b"heic") + box(b"meta", b"\0\0\0\0" + inner + box(b"idat", XMP)) + box(b"mdat")

    return index(len(index(0))) + PICTURE + EXIF


def clean(tmp_path: Path, content: bytes) -> bytes:
    path = tmp_path / "picture"
    path.write_bytes(content)
    clean_heif(path)
    return path.read_bytes()


@pytest.mark.parametrize("version", [1, 2])
def test_exif_and_xmp_are_gone_and_nothing_moved(tmp_path: Path, version: int) -> None:
    content = heif(version)
    cleaned = clean(tmp_path, content)
    assert len(cleaned) == len(content)
    assert PLACE not in cleaned
    assert b"<xmp>" not in cleaned
    assert cleaned.index(PICTURE) == content.index(PICTURE)
    assert clean(tmp_path, cleaned) == cleaned


@pytest.mark.parametrize(
    "content",
    [
        b"",
        box(b"ftyp", b"heic"),
        box(b"meta", b"\0\0\0\0" + box(b"iinf", b"\0") + box(b"iloc", b"\0")),
        box(b"meta"),
    ],
)
def test_what_is_no_such_picture_stays_as_it_was(tmp_path: Path, content: bytes) -> None:
    assert clean(tmp_path, content) == content


def test_whatever_comes_keeps_its_length(tmp_path: Path) -> None:
    for _ in range(200):
        content = bytearray(heif())
        for _ in range(5):
            content[os.urandom(1)[0] % len(content)] = os.urandom(1)[0]
        assert len(clean(tmp_path, bytes(content))) == len(content)
