"""A stored file that cannot be given to Meta yet, or never: why, in words."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from appliance.context import Context
from appliance.media import errors, uploading
from appliance.media.errors import MediaGone
from appliance.media.models import Media
from appliance.media.uploading import NotReady, media_id_at_meta
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from foundation.http import http_session
from tests.integration.appliance.media.conftest import change, on_disk
from tests.integration.appliance.media.meta_uploads.conftest import (
    PATH,
    TROUBLE,
    Document,
    Given,
    IdAtMeta,
    refuse,
    uploads,
)

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("state", ["preparing", "pending"])
def test_what_is_not_there_yet_is_waited_for(
    context: Context, document: Document, id_at_meta: IdAtMeta, state: str
) -> None:
    media_id = document()
    change(context, Media(id=media_id), state=state)
    with pytest.raises(NotReady):
        id_at_meta(media_id)


def test_what_can_never_be_sent_says_why(context: Context, document: Document, id_at_meta: IdAtMeta) -> None:
    media_id = document()
    change(context, Media(id=media_id), state="refused", error=errors.upload_reason(errors.WRONG_VIDEO))
    with pytest.raises(MediaGone) as refused:
        id_at_meta(media_id)
    assert (refused.value.code, str(refused.value)) == (
        errors.WRONG_VIDEO,
        errors.SENTENCES[errors.WRONG_VIDEO],
    )
    with pytest.raises(MediaGone):
        id_at_meta(999_999)
    media_id = document()
    for path in on_disk(context):
        path.unlink()
    with pytest.raises(MediaGone) as lost:
        id_at_meta(media_id)
    assert lost.value.code == "media_missing"


@TROUBLE
def test_a_refusal_that_may_pass_is_the_senders_to_judge(
    context: Context,
    httpserver: HTTPServer,
    document: Document,
    id_at_meta: IdAtMeta,
    status: int,
    code: int,
    kind: str,
) -> None:
    refuse(httpserver, status, code)
    with pytest.raises(GraphError) as error:
        id_at_meta(document())
    assert error.value.kind == kind
    assert uploads(context) == []


@pytest.mark.parametrize(("status", "code"), [(400, 100), (400, 131053)])
def test_a_refusal_for_good_is_told_in_words(
    httpserver: HTTPServer, document: Document, id_at_meta: IdAtMeta, status: int, code: int
) -> None:
    refuse(httpserver, status, code, "Unsupported mime type.")
    with pytest.raises(MediaGone) as error:
        id_at_meta(document())
    assert str(error.value) == "O WhatsApp não aceitou este arquivo. Unsupported mime type."


def test_no_connection_and_no_answer_are_told_apart(
    context: Context, httpserver: HTTPServer, document: Document, id_at_meta: IdAtMeta
) -> None:
    media_id = document()
    httpserver.expect_request(PATH).respond_with_data("<html>", status=502)
    with pytest.raises(NoAnswer):
        id_at_meta(media_id)
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_json({"id": "../../x"})
    with pytest.raises(NoAnswer):
        id_at_meta(media_id)
    nowhere = replace(context.settings.whatsapp, graph_url="http://127.0.0.1:9/graph")
    with pytest.raises(Unreachable):
        media_id_at_meta(context, GraphClient(http_session(), nowhere), media_id)


def test_an_upload_that_takes_too_long_ends(
    monkeypatch: pytest.MonkeyPatch, given: Given, document: Document, id_at_meta: IdAtMeta
) -> None:
    monkeypatch.setattr(uploading, "SENDER_SECONDS", -1.0)
    with pytest.raises(NoAnswer):
        id_at_meta(document())
