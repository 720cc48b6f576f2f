"""GIF: blocks of sub-blocks (CompuServe, GIF89a)."""

import struct

from appliance.media.cleaning.picture import Picture, UnreadablePicture

_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
"""Application blocks that say how often an animation repeats; others carry comments, XMP, anything."""


def clean_gif(data: bytes) -> Picture:
    """Raises UnreadablePicture. What was cut short ends after its last whole block."""
    if data[:6] not in {b"GIF87a", b"GIF89a"} or len(data) < 14:
        raise UnreadablePicture("no GIF")
    width, height = struct.unpack_from("<HH", data, 6)
    position = 13 + _table_size(data[10])
    kept = [data[:position]]
    frames = 0
    while position < len(data) and data[position] != _END:
        end = _block_end(data, position)
        if end > len(data):
            break
        frames += data[position] == _IMAGE
        if _is_needed(data, position):
            kept.append(data[position:end])
        position = end
    if not frames or not width or not height:
        raise UnreadablePicture("no picture in the GIF")
    return Picture(b"".join([*kept, bytes([_END])]), width, height, is_animated=frames > 1)


def _block_end(data: bytes, position: int) -> int:
    kind = data[position]
    if kind == _EXTENSION:
        start = position + 2
    elif kind == _IMAGE and position + 10 <= len(data):
        start = position + 10 + _table_size(data[position + 9]) + 1
    elif kind == _IMAGE:
        return len(data) + 1
    else:
        raise UnreadablePicture("an unknown block")
    while start < len(data) and data[start]:
        start += 1 + data[start]
    return start + 1


def _is_needed(data: bytes, position: int) -> bool:
    if data[position] == _IMAGE:
        return True
    label = data[position + 1]
    return label == _CONTROL or (
        label == _APPLICATION and data[position + 2 : position + 14].startswith(_LOOPS)
    )


def _table_size(flags: int) -> int:
    """Bytes of the colour table that a descriptor's flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
