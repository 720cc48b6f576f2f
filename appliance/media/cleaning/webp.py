"""WebP: a RIFF file of named chunks (RFC 9649)."""

import struct

from appliance.media.cleaning.orientation import read_orientation, write_orientation
from appliance.media.cleaning.picture import Picture, UnreadablePicture

_NEEDED = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def clean_webp(data: bytes) -> Picture:
    """Raises UnreadablePicture."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise UnreadablePicture("no WebP")
    chunks = _chunks(data)
    size = next((found for name, body in chunks if (found := _size(name, body))), None)
    if size is None or not {name for name, _ in chunks} & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise UnreadablePicture("no picture in the WebP")
    exif = next((body for name, body in chunks if name == b"EXIF"), b"")
    is_extended = chunks[0][0] == b"VP8X"
    orientation = read_orientation(exif.removeprefix(b"Exif\0\0")) if is_extended else 1
    kept = [_write(name, _flags(name, body, orientation)) for name, body in chunks if name in _NEEDED]
    if orientation != 1:
        kept.append(_write(b"EXIF", write_orientation(orientation)))
    content = b"WEBP" + b"".join(kept)
    is_animated = any(name == b"ANMF" for name, _ in chunks)
    return Picture(b"RIFF" + struct.pack("<I", len(content)) + content, *size, orientation, is_animated)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The whole ones; what was cut short is left out, and what lies behind the file's stated end."""
    (length,) = struct.unpack_from("<I", data, 4)
    end = min(len(data), 8 + length)
    found = []
    position = 12
    while position + 8 <= end:
        name = data[position : position + 4]
        (size,) = struct.unpack_from("<I", data, position + 4)
        if position + 8 + size > end:
            break
        found.append((name, data[position + 8 : position + 8 + size]))
        position += 8 + size + size % 2
    return found


def _size(name: bytes, body: bytes) -> tuple[int, int] | None:
    """Width and height, from whichever chunk tells them first."""
    if name == b"VP8X" and len(body) >= 10:
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return (width & 0x3FFF, height & 0x3FFF) if width & 0x3FFF and height & 0x3FFF else None
    if name == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _flags(name: bytes, body: bytes, orientation: int) -> bytes:
    if name != b"VP8X":
        return body
    flags = body[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if orientation != 1 else 0)
    return bytes([flags]) + body[1:]


def _write(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
