"""PNG: a chain of named chunks (W3C, Portable Network Graphics, third edition)."""

import struct
from zlib import crc32

from appliance.media.cleaning.orientation import read_orientation, write_orientation
from appliance.media.cleaning.picture import Picture, UnreadablePicture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NEEDED = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs"}
    | {b"bKGD", b"acTL", b"fcTL", b"fdAT"}
)
"""All but texts, times, Exif, and what nobody has registered."""


def clean_png(data: bytes) -> Picture:
    """Raises UnreadablePicture. What was cut short ends after its last whole chunk."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 33:
        raise UnreadablePicture("no PNG")
    width, height = struct.unpack_from(">II", data, 16)
    kept = [SIGNATURE]
    orientation, is_animated, has_picture = 1, False, False
    position = len(SIGNATURE)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        name, end = data[position + 4 : position + 8], position + 12 + length
        if name == b"IEND" or end > len(data):
            break
        if name == b"eXIf":
            orientation = read_orientation(data[position + 8 : end - 4])
        if name in _NEEDED:
            kept.append(data[position:end])
        is_animated = is_animated or name == b"acTL"
        has_picture = has_picture or name == b"IDAT"
        position = end
    if not has_picture or not width or not height:
        raise UnreadablePicture("no picture in the PNG")
    if orientation != 1:
        kept.append(_write(b"eXIf", write_orientation(orientation)))
    return Picture(b"".join([*kept, _write(b"IEND", b"")]), width, height, orientation, is_animated)


def _write(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))
