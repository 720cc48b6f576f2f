"""Pictures and other files, broken: what they are taken for, what cleaning makes of them, and the program."""

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from appliance.media.cleaning.cleaners import CLEANERS
from appliance.media.cleaning.picture import Picture, UnreadablePicture
from appliance.media.confinement import UNUSABLE
from appliance.media.content_type import HEAD_BYTES, detect, detect_upload, fit
from bench.bare_stack import REPOSITORY
from bench.fuzz.finding import Found, blaming

_HEADS = (
    *(b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"BM\0\0\0\0\0\0\0\0"),
    *(b"\0\0\0\x18ftypmp42", b"\0\0\0\x18ftypM4A ", b"\0\0\0\x14ftyp3gp4", b"\0\0\0\x14ftypqt  "),
    *(
        b"OggS",
        b"#!AMR\n",
        b"ID3\x03",
        b"\xff\xf1P\x80",
        b"\xff\xfb\x90\0",
        b"fLaC",
        b"\x1aE\xdf\xa3\x9fwebm",
    ),
    *(b"%PDF-1.7", b"PK\x03\x04\x14\0word/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF\0\0\0\0WAVE"),
    *(b"Bom dia", b"<svg onload=alert(1)>", b"\xef\xbb\xbftexto", b"MZ\x90\0", b"\x7fELF"),
)
_DECLARED = (
    *("image/jpeg", "image/png; charset=x", "audio/ogg; codecs=opus", "text/plain", "application/msword"),
    *("", "/", "IMAGE/JPEG", "text/html", None),
)
_NAMES = ("a.docx", "b.doc", "c.tar.gz", "../../x", ".", "", "ç.pdf", "x" * 300, "con\0trol", None)
_ODD_NUMBERS = (
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\x01",
    b"\xff\xff",
)


def sniff(seed: int, number: int) -> Counter[str]:
    """What a file is and whether that fits its message: always a type, of those there are."""
    chance, ends = random.Random(seed), Counter[str]()
    kinds = ("image", "sticker", "audio", "video", "document")
    for position in range(number):
        head = _broken(chance, chance.choice(_HEADS) + chance.randbytes(chance.randrange(64)))[:HEAD_BYTES]
        declared, name = chance.choice(_DECLARED), chance.choice(_NAMES)
        with blaming((head, declared, name), position):
            found = detect(head, declared)
            uploaded = detect_upload(head, declared, name)
            fits = fit(chance.choice(kinds), found)
            _require_types(found, uploaded, fits or "a/b")
        ends["a type" if fits else "not of its kind"] += 1
    return ends


def _require_types(*found: str) -> None:
    if not all("/" in kind for kind in found):
        raise ValueError(f"no types: {found}")


def clean(seed: int, number: int) -> Counter[str]:
    """Cleaning is done by our own code: a picture or UnreadablePicture, nothing else."""
    chance, ends = random.Random(seed), Counter[str]()
    for position in range(number):
        content_type, content = chance.choice(_pictures())
        given = _broken(chance, content)
        with blaming((content_type, given), position):
            try:
                picture = CLEANERS[content_type](given)
            except UnreadablePicture:
                ends["unreadable"] += 1
            else:
                if not isinstance(picture, Picture) or len(picture.content) > len(given) + 1024:
                    raise TypeError("not a picture, or one that has grown")
                ends["cleaned"] += 1
    return ends


def draw(seed: int, number: int) -> Counter[str]:
    """The picture program as it is started for each picture: it ends by itself, one way or the other."""
    chance, ends = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        source, cleaned, thumbnail = (Path(folder) / name for name in ("source", "clean", "thumbnail"))
        for position in range(number):
            content_type, content = chance.choice(_pictures())
            purpose = chance.choice(("keep", "keep", "image", "sticker"))
            given = _broken(chance, content)
            source.write_bytes(given)
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "appliance.media.picture_program"),
                    *(str(source), str(cleaned), str(thumbnail), content_type, purpose),
                ],
                cwd=REPOSITORY,
                capture_output=True,
                timeout=30,
                check=False,
            )
            if done.returncode not in {0, UNUSABLE} or b"Traceback" in done.stderr:
                raise Found((content_type, purpose, given, done.stderr[-500:]), position)
            ends["made" if done.returncode == 0 else "refused"] += 1
    return ends


@cache
def _pictures() -> tuple[tuple[str, bytes], ...]:
    return tuple(_made())


def _made() -> Iterator[tuple[str, bytes]]:
    """Small sound ones of every type, with all that cleaning looks for in them."""
    image = Image.new("RGB", (64, 40), (200, 30, 90))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "onde ela mora"
    yield "image/jpeg", _saved(image, "JPEG", exif=exif, comment=b"segredo")
    yield "image/jpeg", _saved(image.convert("L"), "JPEG", progressive=True)
    yield "image/png", _saved(image, "PNG", exif=exif)
    yield "image/png", _saved(image.convert("P"), "PNG", transparency=0)
    yield "image/webp", _saved(image, "WEBP", exif=exif)
    yield "image/webp", _saved(image.convert("RGBA"), "WEBP", lossless=True)
    other = Image.new("RGB", (64, 40), (0, 90, 200))
    for name, kind in (("GIF", "image/gif"), ("WEBP", "image/webp"), ("PNG", "image/png")):
        yield kind, _saved(image, name, save_all=True, append_images=[other], duration=100)


def _saved(image: Image.Image, name: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, name, **options)
    return target.getvalue()


def _broken(chance: random.Random, content: bytes) -> bytes:
    """Bytes changed, moved, doubled, cut off; now and then lengths that lie."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice((1, 1, 2, 4, 16, 200)))
        way = chance.randrange(6)
        if way == 0:
            changed[start:end] = b""
        elif way == 1:
            changed[start:end] = chance.randbytes(end - start)
        elif way == 2:
            changed[start:start] = changed[start:end] * chance.choice((1, 3))
        elif way == 3:
            changed[start : start + 4] = chance.choice(_ODD_NUMBERS)
        elif way == 4 and start < len(changed):
            changed[start] ^= 1 << chance.randrange(8)
        elif chance.randrange(4) == 0:
            del changed[start:]
    return bytes(changed)
