"""What becomes of an upload: made into what WhatsApp takes, or refused in words."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import run_transaction, transaction, utc_now
from appliance.media import errors, preparing, states
from appliance.media.files import MediaFiles
from appliance.media.kinds import KINDS, MEGABYTE, SHORT_VOICE_BYTES
from appliance.media.models import Media
from appliance.realtime.events import MESSAGE_UPDATED
from appliance.realtime.models import Event
from tests.integration.appliance.media.conftest import change, on_disk
from tests.integration.appliance.media.pictures import bomb, picture, tells
from tests.integration.appliance.media.recordings import PLACE, codecs, film, placed, sound
from tests.integration.appliance.media.uploading import prepare, put, stored_bytes

pytestmark = pytest.mark.integration

Upload = Callable[..., Media]


@pytest.fixture
def upload(
    context: Context, client: FlaskClient, bearer: Callable[[User], dict[str, str]], ana: User
) -> Upload:
    """A file put in as `kind`, and what the job made of it."""
    headers = bearer(ana)

    def run(kind: str, content: bytes, name: str = "arquivo") -> Media:
        answer = put(client, headers, kind, content, name)
        assert answer.status_code == 201, answer.get_json()
        return prepare(context, answer.get_json()["id"])

    return run


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


def refusal(media: Media) -> tuple[str, bool]:
    assert media.error is not None
    assert media.error["message"].endswith(".")
    assert (media.state, media.path) == ("refused", None)
    return str(media.error["code"]), bool(media.error.get("document"))


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


def test_its_message_tells_when_it_is_prepared_and_is_sent_then(
    context: Context,
    client: FlaskClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
    announce: Callable[..., Media],
) -> None:
    media_id = put(client, bearer(ana), "image", picture("JPEG")).get_json()["id"]
    other = announce("image")
    with transaction(context.sessions) as session:
        session.delete(session.get_one(Media, other.id))
        session.flush()
        message = session.scalars(select(Message)).one()
        message.status, message.retry_at = "queued", utc_now() + timedelta(minutes=5)
        session.get_one(Media, media_id).message_id = message.id
    prepare(context, media_id)
    with context.sessions() as session:
        events = session.scalars(select(Event).where(Event.kind == MESSAGE_UPDATED)).all()
        assert len(events) == 1
        retry_at = session.scalars(select(Message.retry_at)).one()
    assert retry_at is not None
    assert retry_at <= utc_now()
    assert context.queues["outbound"].count == 1


def test_a_worker_that_died_is_followed_by_another(
    context: Context, client: FlaskClient, bearer: Callable[[User], dict[str, str]], ana: User
) -> None:
    media_id = put(client, bearer(ana), "image", picture("JPEG")).get_json()["id"]
    with transaction(context.sessions) as session:
        assert preparing._lease(session, media_id) is not None
    assert prepare(context, media_id).state == "preparing"  # somebody is at it
    run_transaction(context.sessions, states.release_all)
    with context.sessions() as session:
        assert preparing.due(session, 10) == [media_id]
    assert prepare(context, media_id).state == "stored"


def test_killed_between_file_and_row_it_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    client: FlaskClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
) -> None:
    media_id = put(client, bearer(ana), "video", film()).get_json()["id"]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(preparing, "_keep", killed)
        preparing.prepare(context, media_id)
    run_transaction(context.sessions, states.release_all)
    media = prepare(context, media_id)
    assert media.state == "stored"
    assert len(on_disk(context)) == 2


def test_a_full_disk_is_tried_again_later_and_at_last_given_up(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    client: FlaskClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
) -> None:
    media_id = put(client, bearer(ana), "image", picture("JPEG")).get_json()["id"]

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(MediaFiles, "keep", full)
        media = prepare(context, media_id)
        assert (media.state, media.lease_until) == ("preparing", None)
        assert media.retry_at is not None
        change(context, media, retry_at=None, attempts=preparing.MAX_ATTEMPTS)
        media = prepare(context, media_id)
    assert media.state == "failed"
    assert media.error is not None
    assert media.error["code"] == errors.NOT_PREPARED
