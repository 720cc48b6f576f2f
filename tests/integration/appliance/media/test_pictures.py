"""Pictures and stickers: what they tell besides the picture is gone, and there is a small one to show."""

import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from appliance.context import Context
from appliance.media.models import Media
from appliance.media.pictures import prepare
from appliance.media.programs import UnusableFile
from tests.integration.appliance.media.conftest import Files, on_disk, webhook_digest
from tests.integration.appliance.media.pictures import bomb, picture, tells

pytestmark = pytest.mark.integration

Announce = Callable[..., Media]
Fetch = Callable[[Media], Media]


def open_picture(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def stored(context: Context, media: Media) -> tuple[bytes, bytes]:
    root = context.settings.media_dir
    assert media.path is not None
    assert media.thumbnail_path is not None
    return (root / media.path).read_bytes(), (root / media.thumbnail_path).read_bytes()


@pytest.mark.parametrize(
    ("kind", "name", "mode"),
    [
        ("image", "JPEG", "RGB"),
        ("image", "PNG", "RGBA"),
        ("sticker", "WEBP", "RGBA"),
        ("document", "JPEG", "RGB"),
    ],
)
def test_a_picture_loses_what_it_tells_and_nothing_of_what_it_shows(
    context: Context, announce: Announce, files: Files, fetch: Fetch, kind: str, name: str, mode: str
) -> None:
    original = picture(name, mode=mode)
    assert tells(original)
    files.offer(original)
    media = fetch(announce(kind, sha256=webhook_digest(original)))
    assert (media.state, media.content_type) == ("stored", f"image/{name.lower()}")
    assert (media.width, media.height, media.is_animated) == (640, 480, False)
    clean, thumbnail = stored(context, media)
    assert media.size == len(clean)
    assert not tells(clean)
    assert ImageChops.difference(open_picture(original), open_picture(clean)).getbbox() is None
    small = open_picture(thumbnail)
    assert (small.format, small.size) == ("WEBP", (320, 240))
    assert not tells(thumbnail)
    assert len(on_disk(context)) == 2


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stays_upright(
    context: Context, announce: Announce, files: Files, fetch: Fetch, name: str
) -> None:
    files.offer(picture(name, orientation=6))
    media = fetch(announce("image"))
    assert (media.width, media.height) == (480, 640)
    clean, thumbnail = stored(context, media)
    assert open_picture(clean).getexif()[0x0112] == 6
    assert not tells(clean)
    small = open_picture(thumbnail).convert("RGB")
    assert small.size == (240, 320)
    red, _, blue = small.getpixel((120, 20))  # type: ignore[misc]
    assert red > blue  # what was left is above


@pytest.mark.parametrize(("kind", "name"), [("sticker", "WEBP"), ("image", "GIF")])
def test_what_moves_goes_on_moving(
    context: Context, announce: Announce, files: Files, fetch: Fetch, kind: str, name: str
) -> None:
    files.offer(picture(name, (200, 100), frames=4))
    media = fetch(announce(kind))
    assert media.is_animated
    clean, thumbnail = stored(context, media)
    assert getattr(open_picture(clean), "n_frames", 1) == 4
    assert not tells(clean)
    assert open_picture(thumbnail).size == (200, 100)


@pytest.mark.parametrize("kind", ["image", "sticker"])
def test_a_small_file_with_a_hundred_million_pixels_is_refused(
    context: Context, announce: Announce, files: Files, fetch: Fetch, kind: str
) -> None:
    content = bomb(10_000, 10_000)
    assert len(content) < 100_000
    files.offer(content)
    media = fetch(announce(kind))
    assert media.state == "refused"
    assert media.error is not None
    assert media.error["code"] == "unreadable_image"
    assert on_disk(context) == []


def test_sent_as_a_document_it_is_handed_out_and_never_shown(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    content = bomb(10_000, 10_000)
    files.offer(content)
    media = fetch(announce("document", filename="planta.png"))
    assert (media.state, media.content_type) == ("stored", "application/octet-stream")
    assert [path.read_bytes() for path in on_disk(context)] == [content]


def test_a_picture_too_large_to_be_opened_here_is_stored_without_a_thumbnail(
    announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(bomb(6000, 6000))
    media = fetch(announce("image"))
    assert (media.state, media.width, media.thumbnail_path) == ("stored", 6000, None)


@pytest.mark.parametrize(
    ("name", "size"),
    [("JPEG", (4000, 4000)), ("JPEG", (8000, 2000)), ("PNG", (4000, 4000)), ("WEBP", (2800, 2800))],
)
def test_the_largest_that_are_opened_fit_into_the_memory_given(
    announce: Announce, files: Files, fetch: Fetch, name: str, size: tuple[int, int]
) -> None:
    files.offer(picture(name, size, mode="RGB" if name == "JPEG" else "RGBA"))
    media = fetch(announce("image"))
    assert (media.state, media.thumbnail_path is not None) == ("stored", True)


def test_a_picture_cut_short_is_stored_as_far_as_it_goes(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    whole = picture("JPEG")
    files.offer(whole[: len(whole) // 2])
    media = fetch(announce("image"))
    assert media.state == "stored"
    assert not tells(stored(context, media)[0])


def test_garbage_behind_the_right_first_bytes_is_refused(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(b"\xff\xd8\xff\xe0" + b"garbage" * 1000)
    assert fetch(announce("image")).state == "refused"
    assert on_disk(context) == []


def test_the_process_that_asks_for_it_pays_no_memory(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(picture("JPEG", (3000, 3000)))
    tracemalloc.start()
    try:
        prepared = prepare(source, tmp_path / "clean", tmp_path / "small", "image/jpeg")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert prepared.has_thumbnail
    assert peak < 1_000_000


def test_a_program_that_ends_badly_costs_only_its_picture(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile):
        prepare(tmp_path / "no such file", tmp_path / "clean", tmp_path / "small", "image/jpeg")
