"""A stored file given to Meta: once, kept in mind, forgotten in time; and what it is when Meta refuses."""

import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.accounts.models import User
from appliance.context import Context
from appliance.database import run_transaction, transaction, utc_now
from appliance.media import errors, expiry, upload_notes, uploading
from appliance.media.errors import MediaGone
from appliance.media.models import Media, Upload
from appliance.media.uploading import NotReady, forget_upload, media_id_at_meta, upload_ahead
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from foundation.http import http_session
from tests.integration.appliance.conftest import PHONE_NUMBER_ID
from tests.integration.appliance.media.conftest import GRAPH, change, on_disk
from tests.integration.appliance.media.uploading import put

pytestmark = pytest.mark.integration

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
PATH = f"{GRAPH}/{PHONE_NUMBER_ID}/media"
Given = list[dict[str, Any]]


@pytest.fixture
def graph(context: Context) -> GraphClient:
    return GraphClient(http_session(timeout=(1.0, 2.0)), context.settings.whatsapp)


@pytest.fixture
def given(httpserver: HTTPServer) -> Given:
    """What Meta's double was given; it answers ids 9001, 9002 …"""
    found: Given = []

    def answer(request: Request) -> Response:
        file = request.files["file"]
        found.append(
            {
                "form": request.form.to_dict(),
                "type": file.mimetype,
                "content": file.read(),
                "length": request.content_length,
                "token": request.headers["Authorization"],
            }
        )
        file.close()
        return Response(f'{{"id":"{9000 + len(found)}"}}', content_type="application/json")

    httpserver.expect_request(PATH, method="POST").respond_with_handler(answer)
    return found


@pytest.fixture
def document(
    context: Context, client: FlaskClient, bearer: Callable[[User], dict[str, str]], ana: User
) -> Callable[..., int]:
    """The id of a stored upload."""
    headers = bearer(ana)

    def run(content: bytes = PDF, name: str = "a.pdf") -> int:
        return int(put(client, headers, "document", content, name).get_json()["id"])

    return run


def uploads(context: Context) -> list[Upload]:
    with context.sessions() as session:
        return list(session.scalars(select(Upload)))


def refuse(httpserver: HTTPServer, status: int, code: int, message: str = "não") -> None:
    httpserver.clear()
    error = {"error": {"code": code, "message": message, "type": "OAuthException"}}
    httpserver.expect_request(PATH, method="POST").respond_with_json(error, status=status)


def test_a_file_is_uploaded_once_and_sent_by_its_id_ever_after(
    context: Context, graph: GraphClient, given: Given, document: Callable[..., int]
) -> None:
    first, again = document(), document()  # the same content twice
    assert [media_id_at_meta(context, graph, media_id) for media_id in (first, again, first)] == ["9001"] * 3
    (asked,) = given
    assert asked["form"] == {"messaging_product": "whatsapp", "type": "application/pdf"}
    assert (asked["type"], asked["content"]) == ("application/pdf", PDF)
    assert asked["token"] == "Bearer graph-token"
    assert asked["length"] > len(PDF)
    (upload,) = uploads(context)
    assert (upload.phone_number_id, upload.whatsapp_media_id) == (PHONE_NUMBER_ID, "9001")


@pytest.mark.usefixtures("given")
def test_another_type_or_another_number_is_another_upload(
    context: Context, graph: GraphClient, document: Callable[..., int]
) -> None:
    media_id = document()
    assert media_id_at_meta(context, graph, media_id) == "9001"
    change(context, Media(id=media_id), content_type="text/plain")
    assert media_id_at_meta(context, graph, media_id) == "9002"
    with transaction(context.sessions) as session:
        for upload in session.scalars(select(Upload)):
            upload.phone_number_id = "1"
    assert media_id_at_meta(context, graph, media_id) == "9003"


@pytest.mark.usefixtures("given")
def test_before_meta_forgets_it_it_is_uploaded_anew(
    context: Context, graph: GraphClient, document: Callable[..., int]
) -> None:
    media_id = document()
    media_id_at_meta(context, graph, media_id)
    with transaction(context.sessions) as session:
        session.scalars(select(Upload)).one().uploaded_at = utc_now() - uploading.LIFETIME
    assert media_id_at_meta(context, graph, media_id) == "9002"
    (upload,) = uploads(context)
    assert upload.uploaded_at > utc_now() - timedelta(minutes=1)


@pytest.mark.usefixtures("given")
def test_an_old_upload_is_swept(context: Context, graph: GraphClient, document: Callable[..., int]) -> None:
    media_id_at_meta(context, graph, document())
    expiry.sweep(context)
    assert len(uploads(context)) == 1
    with transaction(context.sessions) as session:
        session.scalars(select(Upload)).one().uploaded_at = utc_now() - timedelta(days=30)
    expiry.sweep(context)
    assert uploads(context) == []


@pytest.mark.usefixtures("given")
def test_what_meta_says_is_gone_is_uploaded_anew(
    context: Context, graph: GraphClient, document: Callable[..., int]
) -> None:
    media_id = document()
    assert media_id_at_meta(context, graph, media_id) == "9001"
    run_transaction(context.sessions, lambda session: forget_upload(session, media_id))
    assert media_id_at_meta(context, graph, media_id) == "9002"


def test_killed_between_the_answer_and_the_row_it_is_uploaded_once_more(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Callable[..., int],
) -> None:
    media_id = document()

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(uploading, "run_transaction", killed)
        media_id_at_meta(context, graph, media_id)
    assert uploads(context) == []
    assert media_id_at_meta(context, graph, media_id) == "9002"
    assert len(given) == 2


def test_two_at_once_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Callable[..., int],
) -> None:
    media_id = document()
    upload = uploading.upload_media
    begun: list[int] = []

    def meanwhile(*arguments: Any, **more: Any) -> str:
        begun.append(1)
        if len(begun) == 1:
            assert media_id_at_meta(context, graph, media_id) == "9001"
        return upload(*arguments, **more)

    monkeypatch.setattr(uploading, "upload_media", meanwhile)
    assert media_id_at_meta(context, graph, media_id) == "9002"
    assert [found.whatsapp_media_id for found in uploads(context)] == ["9002"]
    assert len(given) == 2


@pytest.mark.parametrize("state", ["preparing", "pending"])
def test_what_is_not_there_yet_is_waited_for(
    context: Context, graph: GraphClient, document: Callable[..., int], state: str
) -> None:
    media_id = document()
    change(context, Media(id=media_id), state=state)
    with pytest.raises(NotReady):
        media_id_at_meta(context, graph, media_id)


def test_what_can_never_be_sent_says_why(
    context: Context, graph: GraphClient, document: Callable[..., int]
) -> None:
    media_id = document()
    change(context, Media(id=media_id), state="refused", error=errors.upload_reason(errors.WRONG_VIDEO))
    with pytest.raises(MediaGone) as refused:
        media_id_at_meta(context, graph, media_id)
    assert (refused.value.code, str(refused.value)) == (
        errors.WRONG_VIDEO,
        errors.SENTENCES[errors.WRONG_VIDEO],
    )
    with pytest.raises(MediaGone):
        media_id_at_meta(context, graph, 999_999)
    media_id = document()
    for path in on_disk(context):
        path.unlink()
    with pytest.raises(MediaGone) as lost:
        media_id_at_meta(context, graph, media_id)
    assert lost.value.code == "media_missing"


@pytest.mark.parametrize(
    ("status", "code", "kind"), [(401, 190, "credential"), (429, 130429, "throttled"), (503, 2, "retryable")]
)
def test_a_refusal_that_may_pass_is_the_senders_to_judge(
    context: Context,
    graph: GraphClient,
    httpserver: HTTPServer,
    document: Callable[..., int],
    status: int,
    code: int,
    kind: str,
) -> None:
    refuse(httpserver, status, code)
    with pytest.raises(GraphError) as error:
        media_id_at_meta(context, graph, document())
    assert error.value.kind == kind
    assert uploads(context) == []


@pytest.mark.parametrize(("status", "code"), [(400, 100), (400, 131053)])
def test_a_refusal_for_good_is_told_in_words(
    context: Context,
    graph: GraphClient,
    httpserver: HTTPServer,
    document: Callable[..., int],
    status: int,
    code: int,
) -> None:
    refuse(httpserver, status, code, "Unsupported mime type.")
    with pytest.raises(MediaGone) as error:
        media_id_at_meta(context, graph, document())
    assert str(error.value) == "O WhatsApp não aceitou este arquivo. Unsupported mime type."


def test_no_connection_and_no_answer_are_told_apart(
    context: Context, graph: GraphClient, httpserver: HTTPServer, document: Callable[..., int]
) -> None:
    media_id = document()
    httpserver.expect_request(PATH).respond_with_data("<html>", status=502)
    with pytest.raises(NoAnswer):
        media_id_at_meta(context, graph, media_id)
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_json({"id": "../../x"})
    with pytest.raises(NoAnswer):
        media_id_at_meta(context, graph, media_id)
    nowhere = replace(context.settings.whatsapp, graph_url="http://127.0.0.1:9/graph")
    with pytest.raises(Unreachable):
        media_id_at_meta(context, GraphClient(http_session(), nowhere), media_id)


def test_a_large_file_is_uploaded_by_its_own_job_ahead_of_its_message(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Callable[..., int],
) -> None:
    monkeypatch.setattr(uploading, "AHEAD_BYTES", 100)
    media_id = document()
    assert context.queues["media"].count == 1
    with pytest.raises(NotReady):
        media_id_at_meta(context, graph, media_id)
    assert given == []
    upload_ahead(context, graph, media_id)
    upload_ahead(context, graph, media_id)
    assert len(given) == 1
    assert media_id_at_meta(context, graph, media_id) == "9001"


def test_what_was_uploaded_ahead_and_never_sent_does_not_stay_with_meta(
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Callable[..., int],
    httpserver: HTTPServer,
    client: FlaskClient,
    bearer: Callable[[User], dict[str, str]],
    ana: User,
) -> None:
    first, second = document(), document()
    upload_ahead(context, graph, first)
    (upload,) = uploads(context)
    headers = bearer(ana)
    assert client.delete(f"/api/v1/media/{first}", headers=headers).status_code == 204
    expiry.forget_at_meta(context, graph, upload.id)  # the other one needs it
    assert context.queues["media"].count == 0
    assert len(uploads(context)) == 1
    assert client.delete(f"/api/v1/media/{second}", headers=headers).status_code == 204
    assert context.queues["media"].count == 1
    expiry.forget_at_meta(context, graph, upload.id)  # Meta does not answer
    assert len(uploads(context)) == 1
    path, query = f"{GRAPH}/9001", {"phone_number_id": PHONE_NUMBER_ID}
    httpserver.expect_request(path, method="DELETE", query_string=query).respond_with_json({"success": True})
    expiry.forget_at_meta(context, graph, upload.id)
    expiry.forget_at_meta(context, graph, upload.id)
    assert uploads(context) == []


def test_a_large_file_that_meta_refuses_fails_its_message_and_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    httpserver: HTTPServer,
    document: Callable[..., int],
) -> None:
    monkeypatch.setattr(uploading, "AHEAD_BYTES", 100)
    refuse(httpserver, 400, 131053)
    media_id = document()
    upload_ahead(context, graph, media_id)
    with pytest.raises(MediaGone):
        media_id_at_meta(context, graph, media_id)
    with pytest.raises(NotReady):  # sent again: tried again
        media_id_at_meta(context, graph, media_id)


@pytest.mark.parametrize(
    ("status", "code", "kind"), [(401, 190, "credential"), (429, 130429, "throttled"), (503, 2, "retryable")]
)
def test_trouble_ahead_is_the_senders_to_judge_and_then_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    httpserver: HTTPServer,
    document: Callable[..., int],
    status: int,
    code: int,
    kind: str,
) -> None:
    monkeypatch.setattr(uploading, "AHEAD_BYTES", 100)
    refuse(httpserver, status, code)
    media_id = document()
    upload_ahead(context, graph, media_id)
    with pytest.raises(GraphError) as error:
        media_id_at_meta(context, graph, media_id)
    assert (error.value.code, error.value.kind) == (code, kind)
    with pytest.raises(NotReady) as waiting:
        media_id_at_meta(context, graph, media_id)
    assert waiting.value.is_uploading


@pytest.mark.usefixtures("given")
def test_old_trouble_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, context: Context, graph: GraphClient, document: Callable[..., int]
) -> None:
    media_id = document()
    monkeypatch.setattr(upload_notes, "FRESH", timedelta(seconds=-1))
    change(context, Media(id=media_id), error=upload_notes.note_of(GraphError(190, "expired", 401)))
    assert media_id_at_meta(context, graph, media_id) == "9001"


def test_an_upload_that_takes_too_long_ends(
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Callable[..., int],
) -> None:
    monkeypatch.setattr(uploading, "SENDER_SECONDS", -1.0)
    with pytest.raises(NoAnswer):
        media_id_at_meta(context, graph, document())


class Swallower(BaseHTTPRequestHandler):
    """Takes whatever comes and keeps nothing; `taken` counts it."""

    taken: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        self.taken.append(left)
        while left:
            left -= len(self.rfile.read(min(left, 1 << 16)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"id":"1"}')

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_large_file_never_stands_in_memory(context: Context, document: Callable[..., int]) -> None:
    media_id = document()
    path = context.settings.media_dir / str(_row(context, media_id).path)
    _grow(path, 40_000_000)
    with ThreadingHTTPServer(("127.0.0.1", 0), Swallower) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/graph"
        client = GraphClient(http_session(), replace(context.settings.whatsapp, graph_url=url))
        tracemalloc.start()
        try:
            media_id_at_meta(context, client, media_id)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            server.shutdown()
    assert Swallower.taken[0] > 40_000_000
    assert peak < 4_000_000


def _row(context: Context, media_id: int) -> Media:
    with context.sessions() as session:
        return session.get_one(Media, media_id)


def _grow(path: Path, size: int) -> None:
    path.write_bytes(PDF + os.urandom(1000) + b"\0" * size)
