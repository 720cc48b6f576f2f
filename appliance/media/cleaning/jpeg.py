"""JPEG: a chain of marked segments (ITU-T T.81, annex B)."""

import re
import struct

from appliance.media.cleaning.orientation import read_orientation, write_orientation
from appliance.media.cleaning.picture import Picture, UnreadablePicture

_EXIF = b"Exif\0\0"
_SOI, _EOI, _SOS, _COM, _APP0, _APP1, _APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xE1, 0xEF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEEDED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Application segments that say how to show the picture: density, colours."""
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def clean_jpeg(data: bytes) -> Picture:
    """Raises UnreadablePicture. A picture that was cut short stays one."""
    if data[:2] != b"\xff\xd8":
        raise UnreadablePicture("no JPEG")
    first: list[bytes] = []
    rest: list[bytes] = []
    orientation, size = 1, (0, 0)
    position = 2
    while position < len(data):
        marker, position = _marker(data, position)
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        body, position = _segment(data, position)
        if marker == _APP1 and body.startswith(_EXIF):
            orientation = read_orientation(body[len(_EXIF) :])
        if marker in _FRAMES and len(body) >= 5:
            height, width = struct.unpack_from(">HH", body, 1)
            size = (width, height)
        if _is_needed(marker, body):
            (first if marker == _APP0 else rest).append(_write(marker, body))
        if marker == _SOS:
            found = _NEXT_MARKER.search(data, position)
            end = found.start() if found else len(data)
            rest.append(data[position:end])
            position = end
    if 0 in size:
        raise UnreadablePicture("no picture in the JPEG")
    turned = [_write(_APP1, _EXIF + write_orientation(orientation))] if orientation != 1 else []
    return Picture(b"".join([b"\xff\xd8", *first, *turned, *rest, b"\xff\xd9"]), *size, orientation)


def _marker(data: bytes, position: int) -> tuple[int, int]:
    """The next marker and what follows it; any number of fill bytes may stand before."""
    if data[position] != 0xFF:
        raise UnreadablePicture("no marker where one must be")
    while position < len(data) and data[position] == 0xFF:
        position += 1
    if position == len(data):
        return _EOI, position
    return data[position], position + 1


def _segment(data: bytes, position: int) -> tuple[bytes, int]:
    if position + 2 > len(data):
        return b"", len(data)
    (length,) = struct.unpack_from(">H", data, position)
    if length < 2:
        raise UnreadablePicture("a segment without length")
    return data[position + 2 : position + length], position + length


def _is_needed(marker: int, body: bytes) -> bool:
    if marker in _NEEDED:
        return body.startswith(_NEEDED[marker])
    return not (_APP0 <= marker <= _APP15 or marker == _COM)


def _write(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
