"""Voices, audios and films put in: made into what WhatsApp plays, or refused in words."""

import os
from io import BytesIO

import pytest
from PIL import Image

from appliance.context import Context
from appliance.media import errors
from appliance.media.kinds import SHORT_VOICE_BYTES
from tests.integration.appliance.media.conftest import on_disk
from tests.integration.appliance.media.recordings import PLACE, codecs, film, placed, sound
from tests.integration.appliance.media.uploading import Upload, refusal, stored_bytes

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("name", "codec", "layout"),
    [
        ("webm", "libopus", "mono"),  # Chromium
        ("ogg", "libopus", "stereo"),  # Firefox
        ("mp4", "aac", "stereo"),  # Safari
        ("wav", "pcm_s16le", "stereo"),
        ("mp3", "libmp3lame", "mono"),
        ("adts", "aac", "mono"),
        ("flac", "flac", "mono"),
    ],
)
def test_whatever_was_recorded_becomes_a_voice_note(
    context: Context, upload: Upload, name: str, codec: str, layout: str
) -> None:
    media = upload("voice", sound(name, codec, 3, layout=layout), "gravação.webm")
    assert (media.state, media.kind, media.is_voice) == ("stored", "audio", True)
    assert (media.content_type, media.seconds, media.filename) == ("audio/ogg", 3, "gravação.ogg")
    names, channels, seconds = codecs(stored_bytes(context, media), "ogg")
    assert (names, channels, round(seconds)) == (["opus"], [1], 3)
    assert len(on_disk(context)) == 1


def test_a_long_voice_note_stays_small_enough_to_be_played_at_once(upload: Upload) -> None:
    media = upload("voice", sound("ogg", "libopus", 170, layout="mono"))
    assert (media.state, media.seconds) == ("stored", 170)
    assert media.size is not None
    assert media.size <= SHORT_VOICE_BYTES


@pytest.mark.parametrize(
    ("name", "codec", "layout", "content_type", "rate"),
    [
        ("mp3", "libmp3lame", "stereo", "audio/mpeg", 48_000),
        ("mp4", "aac", "stereo", "audio/mp4", 48_000),
        ("adts", "aac", "mono", "audio/aac", 48_000),
        ("ogg", "libopus", "mono", "audio/ogg", 48_000),
        ("amr", "libopencore_amrnb", "mono", "audio/amr", 8_000),
    ],
)
def test_an_audio_that_whatsapp_takes_goes_byte_for_byte(
    context: Context, upload: Upload, name: str, codec: str, layout: str, content_type: str, rate: int
) -> None:
    original = sound(name, codec, 2, layout=layout, rate=rate)
    media = upload("audio", original, "musica")
    assert (media.state, media.content_type, media.is_voice) == ("stored", content_type, False)
    assert (stored_bytes(context, media), media.seconds) == (original, 2)


@pytest.mark.parametrize(
    ("name", "codec", "layout"),
    [("wav", "pcm_s16le", "stereo"), ("flac", "flac", "mono"), ("ogg", "libopus", "stereo")],
)
def test_an_audio_that_whatsapp_does_not_take_is_made_into_one(
    context: Context, upload: Upload, name: str, codec: str, layout: str
) -> None:
    media = upload("audio", sound(name, codec, 2, layout=layout))
    assert (media.state, media.content_type, media.seconds) == ("stored", "audio/ogg", 2)
    assert codecs(stored_bytes(context, media), "ogg")[:2] == (["opus"], [1])


def test_the_sound_of_a_film_can_be_sent_as_audio(context: Context, upload: Upload) -> None:
    media = upload("audio", film(seconds=2))
    assert (media.state, media.content_type) == ("stored", "audio/ogg")


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("voice", film(sounds=()), errors.NO_SOUND),
        ("voice", b"OggS" + b"\0" * 3000, errors.UNPLAYABLE),
        ("voice", b"\x1aE\xdf\xa3\x93B\x82\x88webm" + os.urandom(3000), errors.UNPLAYABLE),
        ("audio", b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 3000, errors.UNPLAYABLE),
        ("audio", b"ID3" + os.urandom(5000), errors.UNPLAYABLE),
        ("video", b"\0\0\0\x18ftypmp42" + b"x" * 5000, errors.UNPLAYABLE),
        ("video", film("mpeg4"), errors.WRONG_VIDEO),
        ("video", film("libx265"), errors.WRONG_VIDEO),
        ("video", film(sounds=("aac", "aac")), errors.WRONG_VIDEO),
        ("video", film(sounds=("libmp3lame",)), errors.WRONG_VIDEO),
        ("video", film(pixels="yuv444p"), errors.WRONG_VIDEO),
        ("video", sound("mp4", "aac"), errors.WRONG_VIDEO),
    ],
)
def test_what_cannot_be_played_is_refused_and_may_go_as_a_document(
    context: Context, upload: Upload, kind: str, content: bytes, code: str
) -> None:
    assert refusal(upload(kind, content)) == (code, True)
    assert on_disk(context) == []


@pytest.mark.parametrize("name", ["mp4", "3gp"])
@pytest.mark.parametrize("sounds", [(), ("aac",)])
def test_a_film_that_whatsapp_plays_goes_as_it_is_with_its_first_frame(
    context: Context, upload: Upload, name: str, sounds: tuple[str, ...]
) -> None:
    original = film(name=name, sounds=sounds, seconds=2)
    media = upload("video", original)
    assert (media.state, media.width, media.height, media.seconds) == ("stored", 320, 180, 2)
    assert media.size == len(original)
    assert media.thumbnail_path is not None
    small = Image.open(BytesIO((context.settings.media_dir / media.thumbnail_path).read_bytes()))
    assert (small.format, small.size) == ("WEBP", (320, 180))


@pytest.mark.parametrize("kind", ["video", "document"])
def test_a_film_loses_the_place_it_was_taken_at(context: Context, upload: Upload, kind: str) -> None:
    original = placed(film())
    assert PLACE in original
    media = upload(kind, original)
    content = stored_bytes(context, media)
    assert (media.state, len(content), PLACE in content) == ("stored", len(original), False)
    assert codecs(content, "mov")[0] == ["aac"]
