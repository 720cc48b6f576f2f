"""Pictures made on the spot: any number of different ones, no file needed."""

import random
import struct
import zlib


def png(seed: int, width: int = 480, height: int = 320) -> bytes:
    """A PNG with a colour gradient and a bright bar, the same again for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - colours, no secrets
    first, last = ([chance.randrange(256) for _ in range(3)] for _ in range(2))
    bar = chance.randrange(max(1, width - 20))
    rows = bytearray()
    for y in range(height):
        share = y / max(1, height - 1)
        colour = bytes(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
        rows += b"\x00" + colour * bar + b"\xff\xff\xff" * min(20, width - bar) + colour * (width - bar - 20)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
