import os
import struct
from pathlib import Path

import pytest

from appliance.media.cleaning.film import clean_film

PLACE = b"-23.5505-046.6333/"


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def large_box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4sQ", 1, name, 16 + len(content)) + content


def header(version: int, *, width: int) -> bytes:
    """Version and flags, two times, and what comes after them."""
    return bytes([version, 0, 0, 0]) + b"\xd9" * 2 * width + b"rest"


FILM = b"".join(
    [
        box(b"ftyp", b"mp42"),
        box(b"uuid", b"x" * 16 + b"<xmp>" + PLACE),
        large_box(b"mdat", b"udta is a word that may stand in the film" + PLACE[:4]),
        box(
            b"moov",
            box(b"mvhd", header(0, width=4))
            + box(
                b"trak",
                box(b"tkhd", header(1, width=8))
                + box(b"mdia", box(b"mdhd", header(0, width=4)) + box(b"minf", b"index"))
                + box(b"udta", box(b"name", b"Ana")),
            )
            + box(b"udta", box(b"\xa9xyz", PLACE))
            + box(b"meta", PLACE),
        ),
    ]
)


def clean(tmp_path: Path, content: bytes) -> bytes:
    path = tmp_path / "film"
    path.write_bytes(content)
    clean_film(path)
    return path.read_bytes()


def test_place_people_and_times_are_gone_and_nothing_moved(tmp_path: Path) -> None:
    cleaned = clean(tmp_path, FILM)
    assert len(cleaned) == len(FILM)
    for told in (PLACE, b"Ana", b"<xmp>", b"\xd9"):
        assert told not in cleaned
    for needed in (b"mp42", b"udta is a word that may stand in the film", b"index", b"rest", b"minf"):
        assert cleaned.index(needed) == FILM.index(needed)
    assert cleaned.count(b"free") == 4
    assert clean(tmp_path, cleaned) == cleaned


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ftyp",
        struct.pack(">I4s", 3, b"moov"),
        struct.pack(">I4s", 1, b"moov"),
        struct.pack(">I4sQ", 1, b"moov", 2),
        struct.pack(">I4s", 4_000_000_000, b"udta") + PLACE,
        box(b"mvhd", b"\1\0\0\0" + b"\xd9" * 8),
        box(b"moov", b"\0" * 3),
    ],
)
def test_what_is_no_film_stays_as_it_was(tmp_path: Path, content: bytes) -> None:
    assert clean(tmp_path, content) == content


def test_the_last_box_may_reach_to_the_end(tmp_path: Path) -> None:
    content = box(b"ftyp", b"mp42") + struct.pack(">I4s", 0, b"moov") + box(b"udta", PLACE)
    assert PLACE not in clean(tmp_path, content)


def test_boxes_within_boxes_come_to_an_end(tmp_path: Path) -> None:
    deep = b""
    for _ in range(5000):
        deep = box(b"moov", deep)
    assert clean(tmp_path, deep) == deep
    many = box(b"moov") * 20_000
    assert clean(tmp_path, many) == many


def test_whatever_comes_keeps_its_length(tmp_path: Path) -> None:
    for _ in range(200):
        content = bytearray(FILM)
        for _ in range(5):
            content[os.urandom(1)[0] % len(content)] = os.urandom(1)[0]
        assert len(clean(tmp_path, bytes(content))) == len(content)
