"""An announced file as it is: stored byte for byte, or refused for what it is; Meta is a double."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.context import Context
from appliance.media import fetching, states
from appliance.realtime.events import MESSAGE_UPDATED
from appliance.realtime.models import Event
from tests.integration.appliance.media.conftest import PDF, Files, change, on_disk, webhook_digest
from tests.integration.appliance.media.downloads import Announce, Fetch, code_of
from tests.integration.appliance.media.recordings import PLACE, film, placed

pytestmark = pytest.mark.integration

MP4 = b"\0\0\0\x18ftypmp42" + b"x" * 200_000
OGG = b"OggS\0\x02" + b"x" * 5000


@pytest.mark.parametrize(
    ("kind", "content", "declared", "stored_as"),
    [
        ("document", PDF, "application/pdf", "application/pdf"),
        ("document", b"MZ\x90\0", "application/pdf", "application/x-executable"),
        ("document", "olá".encode(), "text/plain", "text/plain"),
        ("video", MP4, "video/mp4", "video/mp4"),
        ("audio", OGG, "audio/ogg; codecs=opus", "audio/ogg"),
        ("audio", MP4, "audio/mp4", "audio/mp4"),
    ],
)
def test_a_file_is_stored_byte_for_byte_and_told_by_its_content(
    context: Context,
    announce: Announce,
    files: Files,
    fetch: Fetch,
    kind: str,
    content: bytes,
    declared: str,
    stored_as: str,
) -> None:
    files.offer(content)
    media = announce(kind, mime_type=declared, sha256=webhook_digest(content))
    stored = fetch(media)
    assert (stored.state, stored.error, stored.content_type) == ("stored", None, stored_as)
    assert stored.size == len(content)
    assert [path.read_bytes() for path in on_disk(context)] == [content]
    with context.sessions() as session:
        told = session.scalars(select(Event).where(Event.kind == MESSAGE_UPDATED)).all()
    assert [event.payload["message_id"] for event in told] == [media.message_id]


@pytest.mark.parametrize("kind", ["video", "document"])
def test_of_a_film_it_is_not_kept_where_it_was_made(
    context: Context, announce: Announce, files: Files, fetch: Fetch, kind: str
) -> None:
    content = placed(film())
    files.offer(content)
    media = fetch(announce(kind, mime_type="video/mp4", sha256=webhook_digest(content)))
    assert (media.state, media.content_type, media.width) == ("stored", "video/mp4", 320)
    assert all(PLACE not in path.read_bytes() for path in on_disk(context))


def test_a_wrong_digest_is_asked_for_again_and_then_refused(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document", sha256=webhook_digest(PDF + b"!"))
    for _ in range(states.SURE_ATTEMPTS - 1):
        waiting = fetch(media)
        assert (waiting.state, code_of(waiting)) == ("pending", "unavailable")
        change(context, media, retry_at=None)
    refused = fetch(media)
    assert (refused.state, code_of(refused)) == ("refused", "wrong_hash")
    assert on_disk(context) == []


def test_without_a_digest_in_the_webhook_the_answers_is_believed(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF, sha256="0" * 64)
    assert fetch(announce("document")).state == "pending"
    assert on_disk(context) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"<html><script>alert(1)</script>"),
        ("image", MP4),
        ("sticker", PDF),
        ("audio", PDF),
        ("video", OGG),
    ],
)
def test_what_is_not_of_the_messages_kind_is_refused(
    context: Context, announce: Announce, files: Files, fetch: Fetch, kind: str, content: bytes
) -> None:
    files.offer(content)
    refused = fetch(announce(kind, mime_type="image/jpeg", sha256=webhook_digest(content)))
    assert (refused.state, code_of(refused)) == ("refused", "wrong_type")
    assert on_disk(context) == []


@pytest.mark.parametrize("size", [101, "101"])
def test_too_large_by_metas_word_is_not_fetched(
    monkeypatch: pytest.MonkeyPatch, announce: Announce, files: Files, fetch: Fetch, size: int | str
) -> None:
    monkeypatch.setitem(fetching.SIZE_LIMITS, "document", 100)
    files.offer(PDF, file_size=size)
    refused = fetch(announce("document"))
    assert (refused.state, code_of(refused)) == ("refused", "too_large")
    assert files.asked() == ["1001"]


def test_too_large_by_the_header_is_not_read(
    monkeypatch: pytest.MonkeyPatch, context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    monkeypatch.setitem(fetching.SIZE_LIMITS, "document", 100)
    files.offer(PDF, file_size=None)
    refused = fetch(announce("document"))
    assert (refused.state, code_of(refused)) == ("refused", "too_large")
    assert on_disk(context) == []


def test_too_large_in_the_stream_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    monkeypatch.setitem(fetching.SIZE_LIMITS, "document", 200_000)
    given: list[int] = []

    def endless(_request: Request) -> Response:
        def stream() -> Any:
            while len(given) < 100_000:
                given.append(1)
                yield b"x" * 10_000

        return Response(stream(), headers={"Transfer-Encoding": "chunked"})

    files.describe(files.server.url_for("/graph/stream"))
    files.server.expect_request("/graph/stream").respond_with_handler(_closing(endless))
    refused = fetch(announce("document"))
    assert (refused.state, code_of(refused)) == ("refused", "too_large")
    assert on_disk(context) == []
    assert len(given) < 100_000


def _closing(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Without a length: the end of the connection is the end of the file."""

    def answer(request: Request) -> Response:
        response = handler(request)
        del response.headers["Transfer-Encoding"]
        return response

    return answer


def test_a_download_cut_off_by_meta_is_begun_anew(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    def half(_request: Request) -> Response:
        response = Response(PDF[:1000])
        response.headers["Content-Length"] = str(len(PDF))
        return response

    files.describe(files.server.url_for("/graph/half"))
    files.server.expect_request("/graph/half").respond_with_handler(half)
    assert fetch(announce("document")).state == "pending"
    assert on_disk(context) == []
