"""Pictures built by hand, part by part; those a camera makes are in the integration tests."""

import struct
from contextlib import suppress
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media.cleaning.cleaners import CLEANERS
from appliance.media.cleaning.gif import clean_gif
from appliance.media.cleaning.jpeg import clean_jpeg
from appliance.media.cleaning.orientation import write_orientation
from appliance.media.cleaning.picture import UnreadablePicture
from appliance.media.cleaning.png import SIGNATURE, clean_png
from appliance.media.cleaning.webp import clean_webp

SECRET = b"-23.5505,-46.6333"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(*extra: bytes, end: bytes = b"\xff\xd9") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 30, 40, 3))
    scan = segment(0xDA, b"\x01") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(extra) + frame + scan + end


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))


def png(*extra: bytes, end: bytes = chunk(b"IEND")) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0))
    return SIGNATURE + header + b"".join(extra) + chunk(b"IDAT", b"pixels") + end


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 40, 30) + b"frame"
EXTENDED = bytes([0x0C, 0, 0, 0]) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little")


def gif(*extra: bytes, end: bytes = b";") -> bytes:
    image = b"," + struct.pack("<HHHHB", 0, 0, 40, 30, 0) + b"\x02" + b"\x02ab" + b"\0"
    return b"GIF89a" + struct.pack("<HHBBB", 40, 30, 0x80, 0, 0) + b"\0" * 6 + b"".join(extra) + image + end


PLAIN = {
    "image/jpeg": jpeg(),
    "image/png": png(),
    "image/webp": riff((b"VP8 ", LOSSY)),
    "image/gif": gif(),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_picture_that_tells_nothing_stays_as_it_is(name: str) -> None:
    found = CLEANERS[name](PLAIN[name])
    assert found.content == PLAIN[name]
    assert (found.width, found.height, found.orientation, found.is_animated) == (40, 30, 1, False)


@pytest.mark.parametrize("name", PLAIN)
def test_what_hides_behind_the_end_is_left_out(name: str) -> None:
    assert CLEANERS[name](PLAIN[name] + b"PK\x03\x04" + SECRET).content == PLAIN[name]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"GIF89a", b"<html>", SIGNATURE, b"RIFF\0\0\0\0WEBP"])
def test_what_is_no_picture_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        CLEANERS[name](content)


@pytest.mark.parametrize(
    "extra",
    [
        segment(0xE1, b"Exif\0\0" + write_orientation(1) + SECRET),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xE0, b"JFXX\0" + SECRET),
        segment(0xFE, SECRET),
        b"\xff\xff" + segment(0xEF, SECRET),
    ],
)
def test_a_jpeg_keeps_no_segment_but_its_pictures(extra: bytes) -> None:
    assert clean_jpeg(jpeg(extra)).content == jpeg()


def test_a_jpeg_keeps_its_colours_and_which_way_is_up() -> None:
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01profile") + segment(0xEE, b"Adobe\0d")
    turned = b"Exif\0\0" + write_orientation(6)
    found = clean_jpeg(jpeg(segment(0xE1, turned + SECRET), colours))
    assert found.content == jpeg(segment(0xE1, turned), colours)
    assert found.orientation == 6


def test_a_jpeg_of_several_scans_is_kept_whole() -> None:
    more = segment(0xC4, b"table") + segment(0xDA, b"\x02") + b"\x78\xff\x00"
    assert clean_jpeg(jpeg(end=more + b"\xff\xd9")).content == jpeg(end=more + b"\xff\xd9")


def test_a_jpeg_cut_short_is_closed() -> None:
    assert clean_jpeg(jpeg(end=b"")).content == jpeg()


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"caBX", b"prVt"])
def test_a_png_keeps_no_chunk_but_its_pictures(name: bytes) -> None:
    assert clean_png(png(chunk(name, SECRET))).content == png()


def test_a_png_keeps_its_colours_its_motion_and_which_way_is_up() -> None:
    needed = chunk(b"gAMA", b"1234") + chunk(b"acTL", b"12345678")
    found = clean_png(png(chunk(b"eXIf", write_orientation(8) + SECRET), needed))
    assert found.content == png(needed, end=chunk(b"eXIf", write_orientation(8)) + chunk(b"IEND"))
    assert (found.is_animated, found.orientation) == (True, 8)


def test_a_png_cut_short_ends_after_its_last_whole_chunk() -> None:
    assert clean_png(png(end=chunk(b"IDAT", b"more pixels")[:-1])).content == png()


def test_a_webp_keeps_no_chunk_but_its_pictures_and_says_so() -> None:
    told = riff((b"VP8X", EXTENDED), (b"VP8 ", LOSSY), (b"EXIF", SECRET), (b"XMP ", SECRET), (b"abcd", b"x"))
    found = clean_webp(told)
    assert found.content == riff((b"VP8X", b"\0" + EXTENDED[1:]), (b"VP8 ", LOSSY))
    assert (found.width, found.height) == (40, 30)


def test_a_webp_keeps_which_way_is_up() -> None:
    turned = riff((b"VP8X", EXTENDED), (b"VP8 ", LOSSY), (b"EXIF", write_orientation(6) + SECRET))
    found = clean_webp(turned)
    wanted = (b"VP8X", b"\x08" + EXTENDED[1:]), (b"VP8 ", LOSSY), (b"EXIF", write_orientation(6))
    assert found.content == riff(*wanted)
    assert found.orientation == 6


def test_a_gif_keeps_its_motion_and_no_comment() -> None:
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    frame = gif()[19:-1]
    told = gif(b"!\xfe\x11" + SECRET + b"\0", loop, b"!\xff\x0bXMP DataXMP" + b"\x11" + SECRET + b"\0", frame)
    found = clean_gif(told)
    assert found.content == gif(loop, frame)
    assert found.is_animated


@pytest.mark.parametrize("name", PLAIN)
@given(data=st.data())
def test_whatever_comes_is_cleaned_or_refused(name: str, data: st.DataObject) -> None:
    picture = bytearray(PLAIN[name])
    for place in data.draw(st.lists(st.integers(0, len(picture) - 1), max_size=6)):
        picture[place] = data.draw(st.integers(0, 255))
    content = bytes(picture[: data.draw(st.integers(0, len(picture)))])
    with suppress(UnreadablePicture):
        CLEANERS[name](content)
