"""Pictures and stickers put in: made into what WhatsApp takes, or refused in words."""

import os
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from appliance.context import Context
from appliance.media import errors
from appliance.media.kinds import KINDS, MEGABYTE
from appliance.media.models import Media
from tests.integration.appliance.media.conftest import on_disk
from tests.integration.appliance.media.pictures import bomb, picture, tells
from tests.integration.appliance.media.uploading import Upload, refusal, stored_bytes

pytestmark = pytest.mark.integration


def opened(context: Context, media: Media) -> Image.Image:
    image = Image.open(BytesIO(stored_bytes(context, media)))
    image.load()
    return image


def noise(name: str, size: tuple[int, int], mode: str = "RGB", **more: Any) -> bytes:
    """A picture that does not compress."""
    count = {"L": 1, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    image = Image.frombytes(mode, size, os.urandom(size[0] * size[1] * count))
    target = BytesIO()
    image.save(target, name, **more)
    return target.getvalue()


def drawn(image: Image.Image, name: str) -> bytes:
    target = BytesIO()
    image.save(target, name)
    return target.getvalue()


@pytest.mark.parametrize(("name", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_that_fits_loses_what_it_tells_and_nothing_else(
    context: Context, upload: Upload, name: str, content_type: str
) -> None:
    original = picture(name)
    media = upload("image", original)
    assert (media.state, media.content_type, media.width, media.height) == ("stored", content_type, 640, 480)
    assert not tells(stored_bytes(context, media))
    shown = opened(context, media)
    assert shown.tobytes() == Image.open(BytesIO(original)).tobytes()
    assert media.thumbnail_path is not None
    assert len(on_disk(context)) == 2  # the raw upload is gone


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (picture("WEBP"), "image/jpeg"),
        (picture("WEBP", mode="RGBA"), "image/jpeg"),
        (picture("GIF", mode="P"), "image/png"),
        (picture("GIF", mode="P", frames=3), "image/png"),
        (drawn(Image.new("RGB", (300, 200), "red"), "BMP"), "image/png"),
        (drawn(Image.new("P", (300, 200)), "PNG"), "image/png"),
        (drawn(Image.new("I;16", (300, 200)), "PNG"), "image/png"),
        (drawn(Image.new("CMYK", (300, 200), (0, 200, 200, 0)), "JPEG"), "image/jpeg"),
        (drawn(Image.new("RGBA", (300, 200), (255, 0, 0, 90)), "WEBP"), "image/png"),
    ],
)
def test_what_whatsapp_does_not_take_is_drawn_anew(
    context: Context, upload: Upload, content: bytes, content_type: str
) -> None:
    media = upload("image", content, "foto.xyz")
    assert (media.state, media.content_type) == ("stored", content_type)
    shown = opened(context, media)
    assert f"image/{(shown.format or '').lower()}" == content_type
    assert shown.mode in {"RGB", "RGBA"}
    assert not tells(stored_bytes(context, media))
    assert media.filename is not None
    assert media.filename.startswith("foto.")


def test_a_renamed_type_gets_its_ending(upload: Upload) -> None:
    assert upload("image", picture("WEBP"), "foto.praia.webp").filename == "foto.praia.jpg"
    assert upload("image", picture("JPEG"), "foto.jpeg").filename == "foto.jpeg"


def test_a_picture_beyond_five_megabytes_is_made_smaller(context: Context, upload: Upload) -> None:
    original = noise("JPEG", (3000, 2200), quality=97)
    assert len(original) > KINDS["image"].sent_limit
    media = upload("image", original)
    assert (media.state, media.content_type) == ("stored", "image/jpeg")
    assert media.size is not None
    assert media.size <= KINDS["image"].sent_limit
    assert media.width is not None
    assert 640 <= media.width <= 3000


def test_an_upright_photograph_stays_upright_when_drawn_anew(context: Context, upload: Upload) -> None:
    media = upload("image", picture("WEBP", orientation=6))
    shown = opened(context, media).convert("RGB")
    assert (shown.size, (media.width, media.height)) == ((480, 640), (480, 640))
    red, _, blue = shown.getpixel((240, 50))  # type: ignore[misc]
    assert red > blue


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        bomb(20_000, 20_000),
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"BM" + b"\xff" * 4 + b"\0" * 4 + b"\xff" * 60,
    ],
)
def test_a_broken_or_monstrous_picture_is_refused(context: Context, upload: Upload, content: bytes) -> None:
    assert refusal(upload("image", content)) == (errors.UNREADABLE, True)
    assert on_disk(context) == []


def test_a_picture_as_a_document_is_cleaned_and_else_untouched(context: Context, upload: Upload) -> None:
    media = upload("document", noise("PNG", (1500, 1500)), "planta.png")
    assert (media.state, media.content_type, media.filename) == ("stored", "image/png", "planta.png")
    assert media.size is not None
    assert media.size > 5 * MEGABYTE
    media = upload("document", picture("JPEG"))
    assert not tells(stored_bytes(context, media))


def test_a_broken_picture_as_a_document_goes_as_it_is(context: Context, upload: Upload) -> None:
    content = b"\x89PNG\r\n\x1a\n" + b"\0" * 200
    media = upload("document", content)
    assert (media.state, stored_bytes(context, media)) == ("stored", content)


@pytest.mark.parametrize(("name", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")])
def test_a_picture_becomes_a_sticker(context: Context, upload: Upload, name: str, mode: str) -> None:
    media = upload("sticker", picture(name, mode=mode), "figura.png")
    assert (media.state, media.content_type, media.is_animated) == ("stored", "image/webp", False)
    shown = opened(context, media)
    assert (shown.format, shown.size) == ("WEBP", (512, 512))
    assert shown.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert media.size is not None
    assert media.size <= 100 * 1024


def test_a_sticker_of_much_detail_gets_small_enough(upload: Upload) -> None:
    media = upload("sticker", noise("PNG", (512, 512)))
    assert media.state == "stored" or refusal(media) == (errors.NOT_SMALL_ENOUGH, True)
    assert (media.size or 0) <= 100 * 1024 or media.state == "refused"


def test_a_sticker_that_fits_goes_as_it_is(context: Context, upload: Upload) -> None:
    original = picture("WEBP", (512, 512))
    media = upload("sticker", original)
    assert opened(context, media).tobytes() == Image.open(BytesIO(original)).tobytes()


def test_an_animated_sticker_goes_as_it_is_or_not_at_all(upload: Upload) -> None:
    media = upload("sticker", picture("WEBP", (512, 512), frames=3))
    assert (media.state, media.is_animated) == ("stored", True)
    assert refusal(upload("sticker", picture("WEBP", (300, 300), frames=3)))[0] == errors.ANIMATED_STICKER
