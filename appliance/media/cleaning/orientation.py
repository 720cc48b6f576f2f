"""Which way is up: the one thing of Exif that a picture needs (CIPA DC-008, tag 0x0112)."""

import struct

TAG = 0x0112
SHORT = 3


def read_orientation(tiff: bytes) -> int:
    """From a TIFF structure; 1, which is upright, when it is not told or makes no sense."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for number in range(entries):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + number * 12)
            if (tag, kind) == (TAG, SHORT):
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass  # it ends too early: nothing more to be read
    return 1


def write_orientation(orientation: int) -> bytes:
    """A TIFF structure that tells the orientation and nothing else."""
    return struct.pack("<4sIHHHIHHI", b"II*\0", 8, 1, TAG, SHORT, 1, orientation, 0, 0)
