"""Stored files, given to Meta's double."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.context import Context
from appliance.media import uploading
from appliance.media.models import Upload
from appliance.media.uploading import media_id_at_meta, upload_ahead
from appliance.whatsapp.graph import GraphClient
from foundation.http import http_session
from tests.integration.appliance.conftest import PHONE_NUMBER_ID
from tests.integration.appliance.media.conftest import GRAPH
from tests.integration.appliance.media.uploading import put

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
PATH = f"{GRAPH}/{PHONE_NUMBER_ID}/media"
Given = list[dict[str, Any]]
Document = Callable[..., int]
IdAtMeta = Callable[[int], str]
TROUBLE = pytest.mark.parametrize(
    ("status", "code", "kind"), [(401, 190, "credential"), (429, 130429, "throttled"), (503, 2, "retryable")]
)
"""Refusals by Meta that may pass."""


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
def document(client: FlaskClient, headers: dict[str, str]) -> Document:
    """The id of a stored upload."""

    def run(content: bytes = PDF, name: str = "a.pdf") -> int:
        return int(put(client, headers, "document", content, name).get_json()["id"])

    return run


@pytest.fixture
def id_at_meta(context: Context, graph: GraphClient) -> IdAtMeta:
    """As the sender asks for it."""
    return partial(media_id_at_meta, context, graph)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch, context: Context, graph: GraphClient) -> Callable[[int], None]:
    """The job that uploads ahead, wanted for all but the smallest files."""
    monkeypatch.setattr(uploading, "AHEAD_BYTES", 100)
    return partial(upload_ahead, context, graph)


def uploads(context: Context) -> list[Upload]:
    with context.sessions() as session:
        return list(session.scalars(select(Upload)))


def refuse(httpserver: HTTPServer, status: int, code: int, message: str = "não") -> None:
    httpserver.clear()
    error = {"error": {"code": code, "message": message, "type": "OAuthException"}}
    httpserver.expect_request(PATH, method="POST").respond_with_json(error, status=status)
