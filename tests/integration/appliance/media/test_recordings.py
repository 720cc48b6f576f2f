"""What customers send to be heard and seen: how long it lasts, its first frame; whole in any case."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from appliance.context import Context
from appliance.media.models import Media
from appliance.media.presenting import present_media
from appliance.media.programs import UnusableFile
from appliance.media.recordings import look, make_opus
from tests.integration.appliance.media.conftest import Files, on_disk, webhook_digest
from tests.integration.appliance.media.recordings import film, sound, turned

pytestmark = pytest.mark.integration

Announce = Callable[..., Media]
Fetch = Callable[[Media], Media]


def test_a_voice_note_tells_how_long_it_lasts(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    original = sound("ogg", "libopus", 4, layout="mono")
    files.offer(original)
    media = fetch(announce("audio", voice=True, sha256=webhook_digest(original)))
    assert (media.state, media.seconds) == ("stored", 4)
    assert present_media(media)["seconds"] == 4
    assert [path.read_bytes() for path in on_disk(context)] == [original]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_film_shows_its_first_frame_upright(
    context: Context, announce: Announce, files: Files, fetch: Fetch, is_turned: bool
) -> None:
    original = film(seconds=2, size=(640, 360))
    original = turned(original) if is_turned else original
    files.offer(original)
    media = fetch(announce("video", sha256=webhook_digest(original)))
    assert (media.state, media.seconds) == ("stored", 2)
    assert (media.width, media.height) == ((360, 640) if is_turned else (640, 360))
    assert media.thumbnail_path is not None
    assert media.path is not None
    stored = (context.settings.media_dir / media.path).read_bytes()
    assert b"udta" in original  # what made it, and on a phone where it was
    assert (len(stored), b"udta" in stored) == (len(original), False)
    small = Image.open(BytesIO((context.settings.media_dir / media.thumbnail_path).read_bytes()))
    assert small.size == ((180, 320) if is_turned else (320, 180))
    red, _, blue = small.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > blue
    assert present_media(media)["thumbnail_url"] == f"/api/v1/media/{media.id}/thumbnail"


@pytest.mark.parametrize("content", [film()[:3000], b"\0\0\0\x18ftypmp42" + b"x" * 9000])
def test_what_cannot_be_understood_is_kept_as_it_came(
    announce: Announce, files: Files, fetch: Fetch, content: bytes
) -> None:
    files.offer(content)
    media = fetch(announce("video"))
    assert (media.state, media.seconds, media.thumbnail_path) == ("stored", None, None)


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"


@pytest.mark.parametrize("content_type", ["audio/mpeg", "video/mp4", "audio/ogg", "audio/webm", "audio/wav"])
@pytest.mark.parametrize(
    "content",
    [
        PLAYLIST,
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>",
    ],
)
def test_a_list_of_other_files_is_no_recording(tmp_path: Path, content: bytes, content_type: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(content * 50)
    with pytest.raises(UnusableFile):
        make_opus(source, tmp_path / "made", content_type, is_voice=True)


def test_a_type_nobody_reads_is_not_opened(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(PLAYLIST)
    with pytest.raises(UnusableFile):
        look(source, tmp_path / "thumbnail", "application/vnd.apple.mpegurl")


def test_a_recording_cut_short_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    content = sound("ogg", "libopus", 10, layout="mono")
    source.write_bytes(content[: len(content) // 2])
    assert 3 <= make_opus(source, tmp_path / "made", "audio/ogg", is_voice=True) <= 7
