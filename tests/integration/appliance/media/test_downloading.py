"""From an announced file to a stored one, or to the reason why not; Meta is a double."""

import errno
import shutil
import socket
from collections import namedtuple
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.media import fetching, states
from appliance.media.files import MediaFiles
from appliance.media.models import Media
from appliance.realtime.events import MESSAGE_UPDATED
from appliance.realtime.models import Event
from tests.integration.appliance.media.conftest import (
    GRAPH,
    Files,
    change,
    on_disk,
    row,
    webhook_digest,
)
from tests.integration.appliance.media.recordings import PLACE, film, placed

pytestmark = pytest.mark.integration

Announce = Callable[..., Media]
Fetch = Callable[[Media], Media]

PDF = b"%PDF-1.7\n" + b"x" * 3000
MP4 = b"\0\0\0\x18ftypmp42" + b"x" * 200_000
OGG = b"OggS\0\x02" + b"x" * 5000
Usage = namedtuple("Usage", "total used free")


def code_of(media: Media) -> str:
    assert media.error is not None
    assert media.error["message"].endswith(".")
    return str(media.error["code"])


@pytest.mark.parametrize(
    ("kind", "content", "declared", "stored_as"),
    [
        ("document", PDF, "application/pdf", "application/pdf"),
        ("document", b"MZ\x90\0", "application/pdf", "application/octet-stream"),
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


def test_the_webhooks_own_address_spares_a_question(announce: Announce, files: Files, fetch: Fetch) -> None:
    files.offer(PDF)
    url = files.server.url_for(f"{GRAPH}/download/1001")
    assert fetch(announce("document", url=url, sha256=webhook_digest(PDF))).state == "stored"
    assert files.asked() == ["1001"]
    assert files.server.log[0][0].path.endswith("/download/1001")


@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_expired_address_is_replaced_by_a_fresh_one(
    announce: Announce, files: Files, fetch: Fetch, status: int
) -> None:
    files.server.expect_request("/graph/old").respond_with_data("gone", status=status)
    files.offer(PDF)
    media = announce("document", url=files.server.url_for("/graph/old"), sha256=webhook_digest(PDF))
    assert fetch(media).state == "stored"


def test_an_old_webhooks_address_is_not_tried(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document", url="https://lookaside.fbsbx.com/never-asked")
    change(context, media, created_at=utc_now() - timedelta(minutes=10))
    assert fetch(media).state == "stored"


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


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "http://169.254.169.254/latest/meta-data",
        "https://apps-1.apps.fbsbx.com/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_a_foreign_host_is_not_followed(
    announce: Announce, files: Files, fetch: Fetch, target: str
) -> None:
    files.describe(files.server.url_for("/graph/elsewhere"))
    files.server.expect_request("/graph/elsewhere").respond_with_data(
        status=302, headers={"Location": target}
    )
    refused = fetch(announce("document"))
    assert (refused.state, code_of(refused)) == ("refused", "foreign_address")


def test_a_redirect_to_another_port_of_this_machine_gets_neither_request_nor_token(
    announce: Announce, files: Files, fetch: Fetch
) -> None:
    with HTTPServer() as private:
        private.expect_request("/secret").respond_with_data("secret")
        files.describe(files.server.url_for("/graph/elsewhere"))
        headers = {"Location": private.url_for("/secret")}
        files.server.expect_request("/graph/elsewhere").respond_with_data(status=302, headers=headers)
        assert code_of(fetch(announce("document"))) == "foreign_address"
        assert private.log == []


def test_a_host_of_metas_at_a_private_address_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, announce: Announce, files: Files, fetch: Fetch
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **more: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith("fbcdn.net") else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    files.describe("https://scontent.fbcdn.net/x")
    assert code_of(fetch(announce("document"))) == "foreign_address"


def test_a_redirect_within_metas_hosts_is_followed_but_not_for_ever(
    announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.describe(files.server.url_for("/graph/a"), PDF)
    files.server.expect_request("/graph/a").respond_with_data(status=302, headers={"Location": "b"})
    files.server.expect_request("/graph/b").respond_with_data(PDF)
    assert fetch(announce("document")).state == "stored"
    files.describe(files.server.url_for("/graph/loop"), PDF, "1002")
    files.server.expect_request("/graph/loop").respond_with_data(status=302, headers={"Location": "loop"})
    assert fetch(announce("document", "1002")).state == "pending"


def graph_error(code: int, status: int) -> dict[str, Any]:
    return {"response_json": {"error": {"code": code, "message": "no"}}, "status": status}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (graph_error(190, 401), "no_access"),
        (graph_error(10, 403), "no_access"),
        (graph_error(80007, 429), "unavailable"),
        (graph_error(2, 500), "unavailable"),
        ({"response_json": [], "status": 200}, "unavailable"),
        ({"response_json": {"id": "1001"}, "status": 200}, "unavailable"),
    ],
)
def test_what_may_pass_is_tried_again_later(
    context: Context, announce: Announce, files: Files, fetch: Fetch, answer: dict[str, Any], code: str
) -> None:
    files.server.expect_request(f"{GRAPH}/1001").respond_with_json(**answer)
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting), waiting.lease_until) == ("pending", code, None)
    assert waiting.retry_at is not None
    assert waiting.retry_at > utc_now()
    assert fetch(waiting).attempts == 1  # not before its time
    files.server.clear()
    files.offer(PDF)
    change(context, waiting, retry_at=utc_now())
    assert fetch(waiting).state == "stored"


def test_a_refused_token_at_the_address_is_no_end(announce: Announce, files: Files, fetch: Fetch) -> None:
    files.describe(files.server.url_for("/graph/closed"))
    files.server.expect_request("/graph/closed").respond_with_data("no", status=401)
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting)) == ("pending", "no_access")


def test_what_meta_no_longer_has_is_expired_once_that_is_sure(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.server.expect_request(f"{GRAPH}/1001").respond_with_json(**graph_error(100, 400))
    media = announce("document")
    for _ in range(states.SURE_ATTEMPTS - 1):
        assert fetch(media).state == "pending"
        change(context, media, retry_at=None)
    gone = fetch(media)
    assert (gone.state, code_of(gone)) == ("expired", "expired")


def test_after_seven_days_nobody_is_asked_any_more(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    media = announce("document")
    change(context, media, created_at=utc_now() - states.LIFETIME - timedelta(minutes=1))
    assert fetch(media).state == "expired"
    assert files.asked() == []


def test_what_takes_its_worker_down_again_and_again_is_given_up(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    media = announce("document")
    change(context, media, attempts=states.MAX_ATTEMPTS)
    failed = fetch(media)
    assert (failed.state, code_of(failed)) == ("failed", "given_up")
    assert files.asked() == []


def test_two_workers_never_fetch_the_same_file(context: Context, announce: Announce) -> None:
    media = announce("document")
    with transaction(context.sessions) as session:
        assert states.lease(session, media.id) is not None
    with transaction(context.sessions) as session:
        assert states.lease(session, media.id) is None
        assert states.due(session, 10) == []


def test_killed_half_way_it_is_done_once_more_and_nothing_is_left_over(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document", sha256=webhook_digest(PDF))
    with transaction(context.sessions) as session:
        leased = states.lease(session, media.id)
    assert leased is not None
    volume = MediaFiles(context.settings.media_dir)
    volume.incoming(f"{media.id}.1").write_bytes(PDF[:100])
    assert fetch(media).attempts == 1  # its lease still stands
    change(context, media, lease_until=utc_now() - timedelta(seconds=1))
    with context.sessions() as session:
        assert states.due(session, 10) == [media.id]
    assert fetch(media).state == "stored"
    with transaction(context.sessions) as session:  # the dead one comes back to life: too late
        states.give_back(session, leased, fetching.NotFetched("unavailable"))
    assert row(context, media).state == "stored"
    volume.clear_incoming()
    assert [path.read_bytes() for path in on_disk(context)] == [PDF]


def test_a_stored_file_is_not_fetched_again(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = fetch(announce("document"))
    assert fetch(media).attempts == 1
    with context.sessions() as session:
        assert states.due(session, 10) == []


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


def test_a_full_disk_delays_and_is_seen(
    monkeypatch: pytest.MonkeyPatch, context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 10, 0))
        waiting = fetch(media)
    assert (waiting.state, code_of(waiting)) == ("pending", "disk_full")
    change(context, media, retry_at=None)
    with monkeypatch.context() as patch:
        patch.setattr(MediaFiles, "keep", _no_space)
        waiting = fetch(media)
    assert (waiting.state, code_of(waiting)) == ("pending", "disk_full")
    assert on_disk(context) == []
    change(context, media, retry_at=None)
    stored = fetch(media)
    assert (stored.state, stored.error) == ("stored", None)


def _no_space(_files: MediaFiles, _source: Path, _media_id: int, _suffix: str = "") -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_volume_that_takes_nothing_delays_and_is_seen(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    context.settings.media_dir.write_text("a file where the folder should be")
    waiting = fetch(announce("document"))
    assert (waiting.state, code_of(waiting)) == ("pending", "storage_unavailable")
