"""A large file: given to Meta by a job of its own ahead of its message, never whole in memory."""

import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from appliance.context import Context
from appliance.media import expiry, upload_notes
from appliance.media.errors import MediaGone
from appliance.media.models import Media
from appliance.media.uploading import NotReady, media_id_at_meta, upload_ahead
from appliance.whatsapp.graph import GraphClient, GraphError
from foundation.http import http_session
from tests.integration.appliance.conftest import PHONE_NUMBER_ID
from tests.integration.appliance.media.conftest import GRAPH, change
from tests.integration.appliance.media.meta_uploads.conftest import (
    PDF,
    TROUBLE,
    Document,
    Given,
    IdAtMeta,
    refuse,
    uploads,
)

pytestmark = pytest.mark.integration


def test_a_large_file_is_uploaded_by_its_own_job_ahead_of_its_message(
    context: Context, given: Given, document: Document, id_at_meta: IdAtMeta, ahead: Callable[[int], None]
) -> None:
    media_id = document()
    assert context.queues["media"].count == 1
    with pytest.raises(NotReady):
        id_at_meta(media_id)
    assert given == []
    ahead(media_id)
    ahead(media_id)
    assert len(given) == 1
    assert id_at_meta(media_id) == "9001"


def test_what_was_uploaded_ahead_and_never_sent_does_not_stay_with_meta(
    context: Context,
    graph: GraphClient,
    given: Given,
    document: Document,
    httpserver: HTTPServer,
    client: FlaskClient,
    headers: dict[str, str],
) -> None:
    first, second = document(), document()
    upload_ahead(context, graph, first)
    (upload,) = uploads(context)
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
    httpserver: HTTPServer, document: Document, id_at_meta: IdAtMeta, ahead: Callable[[int], None]
) -> None:
    refuse(httpserver, 400, 131053)
    media_id = document()
    ahead(media_id)
    with pytest.raises(MediaGone):
        id_at_meta(media_id)
    with pytest.raises(NotReady):  # sent again: tried again
        id_at_meta(media_id)


@TROUBLE
def test_trouble_ahead_is_the_senders_to_judge_and_then_it_is_tried_again(
    httpserver: HTTPServer,
    document: Document,
    id_at_meta: IdAtMeta,
    ahead: Callable[[int], None],
    status: int,
    code: int,
    kind: str,
) -> None:
    refuse(httpserver, status, code)
    media_id = document()
    ahead(media_id)
    with pytest.raises(GraphError) as error:
        id_at_meta(media_id)
    assert (error.value.code, error.value.kind) == (code, kind)
    with pytest.raises(NotReady) as waiting:
        id_at_meta(media_id)
    assert waiting.value.is_uploading


@pytest.mark.usefixtures("given")
def test_old_trouble_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, context: Context, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    monkeypatch.setattr(upload_notes, "FRESH", timedelta(seconds=-1))
    change(context, Media(id=media_id), error=upload_notes.note_of(GraphError(190, "expired", 401)))
    assert id_at_meta(media_id) == "9001"


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


def test_a_large_file_never_stands_in_memory(context: Context, document: Document) -> None:
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
