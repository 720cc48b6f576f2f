"""Pictures as phones make them, with all that they tell."""

import struct
from io import BytesIO
from typing import Any
from zlib import compress, crc32

from PIL import Image, PngImagePlugin

GPS, DATE_TIME, ORIENTATION, MAKE = 0x8825, 0x0132, 0x0112, 0x010F
SECRETS = (b"Fabricante", b"2026:11:21", b"segredo")


def exif(orientation: int = 1) -> Image.Exif:
    """Device, time, place."""
    told = Image.Exif()
    told[MAKE] = "Fabricante"
    told[DATE_TIME] = "2026:11:21 10:00:00"
    told[ORIENTATION] = orientation
    told.get_ifd(GPS)[2] = (23.0, 33.0, 1.8)
    told.get_ifd(GPS)[1] = "S"
    return told


def picture(
    name: str, size: tuple[int, int] = (640, 480), *, mode: str = "RGB", orientation: int = 1, frames: int = 1
) -> bytes:
    """A picture in format `name` (JPEG, PNG, WEBP, GIF), its left half red and its right half blue."""
    images = []
    for number in range(frames):
        image = Image.new("RGB", size, (0, 50 * number, 200))
        image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
        images.append(image.convert(mode))
    more: dict[str, Any] = {"exif": exif(orientation)} if name != "GIF" else {"comment": b"segredo"}
    if name == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "segredo", zip=False)
        more["pnginfo"] = info
    if name == "JPEG":
        more["comment"] = b"segredo"
    if frames > 1:
        more |= {"save_all": True, "append_images": images[1:], "duration": 100, "loop": 0}
    target = BytesIO()
    images[0].save(target, name, **more)
    return target.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it has `width` x `height` pixels, and has them."""
    rows = compress(b"\0" * (width // 8 + 1) * height, 9)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))
        for name, body in parts
    )


def tells(content: bytes) -> bool:
    """Whether anything but the picture can be read from it."""
    with Image.open(BytesIO(content)) as image:
        told = {tag: value for tag, value in image.getexif().items() if tag != ORIENTATION}
        place = image.getexif().get_ifd(GPS)
    return bool(told or place or [secret for secret in SECRETS if secret in content])
