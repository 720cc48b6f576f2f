"""What becomes of a message by Meta's answer: refused, tried again, or nobody knows."""

import json
import socket
import threading
from dataclasses import replace
from typing import Any

import pytest
from werkzeug import Request, Response

from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.meanings import DOWN
from appliance.whatsapp.outcomes import mark_unknown
from foundation.http import http_session
from tests.integration.appliance.sending.outbox import PATH, Outbox, accepted, refusal
from tests.integration.appliance.sending_once import send_conversation

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("code", "http", "kind"),
    [
        (131026, 400, "permanent"),
        (131047, 400, "window"),
        (424242, 400, "permanent"),
    ],
)
def test_a_refusal_fails_the_message_with_its_reason(outbox: Outbox, code: int, http: int, kind: str) -> None:
    first, second = outbox.queue(), outbox.queue()
    outbox.meta.expect_oneshot_request(PATH).respond_with_json(refusal(code), status=http)
    outbox.accepts()
    outbox.send()
    failed = outbox.row(first)
    assert failed.status == "failed"
    assert failed.error is not None
    assert (failed.error["code"], failed.error["kind"], failed.error["title"]) == (code, kind, "Why")
    assert failed.error["message"]
    # a window that Meta says is closed is closed for whatever else waits
    assert outbox.row(second).status == ("failed" if kind == "window" else "accepted")


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (refusal(130429), 400),
        (refusal(131056), 400),
        (refusal(131016), 500),
        (refusal(131000), 500),
        (refusal(424242), 429),
        ({}, 503),
    ],
)
def test_throttling_and_outages_wait_and_keep_the_order(
    outbox: Outbox, body: dict[str, Any], http: int
) -> None:
    first, second = outbox.queue(), outbox.queue()
    outbox.meta.expect_request(PATH).respond_with_json(body, status=http)
    outbox.send()
    waiting = outbox.row(first)
    assert (waiting.status, waiting.claimed_at, waiting.attempts) == ("queued", None, 1)
    assert waiting.retry_at is not None
    assert waiting.retry_at > waiting.created_at
    assert outbox.row(second).attempts == 0
    assert len(outbox.sent()) == 1


def test_a_retry_that_is_due_is_sent(outbox: Outbox) -> None:
    message_id = outbox.queue()
    outbox.meta.expect_oneshot_request(PATH).respond_with_json(refusal(130429), status=400)
    outbox.accepts()
    outbox.send()
    with transaction(outbox.context.sessions) as session:
        session.get_one(Message, message_id).retry_at = utc_now()
    outbox.send()
    sent = outbox.row(message_id)
    assert (sent.status, sent.attempts, sent.error, sent.retry_at) == ("accepted", 2, None, None)


def test_the_last_attempt_fails_visibly(outbox: Outbox) -> None:
    message_id = outbox.queue()
    with transaction(outbox.context.sessions) as session:
        session.get_one(Message, message_id).error = DOWN.as_error() | {"tries": DOWN.tries - 1}
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131016), status=500)
    outbox.send()
    assert outbox.row(message_id).status == "failed"


@pytest.mark.parametrize(
    "answer",
    [Response("<html>", 502), Response("<html>", 200), Response("{}", 200)],
    ids=["bad gateway", "no json", "no id"],
)
def test_no_usable_answer_is_unknown_and_never_resent(outbox: Outbox, answer: Response) -> None:
    message_id = outbox.queue()
    outbox.answers(lambda _request: answer)
    outbox.send()
    outbox.send()
    assert (outbox.row(message_id).status, outbox.row(message_id).claimed_at) == ("unknown", None)
    assert len(outbox.sent()) == 1


def test_silence_is_unknown(outbox: Outbox) -> None:
    message_id = outbox.queue()
    silence = threading.Event()

    def answer(_request: Request) -> Response:
        silence.wait()
        return Response()

    outbox.answers(answer)
    outbox.send()
    silence.set()
    assert outbox.row(message_id).status == "unknown"


def test_nobody_listening_is_tried_later(outbox: Outbox) -> None:
    message_id = outbox.queue()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        settings = replace(outbox.context.settings.whatsapp, graph_url=url)
        send_conversation(outbox.context, GraphClient(http_session(timeout=(1, 1)), settings), outbox.id)
    waiting = outbox.row(message_id)
    assert (waiting.status, waiting.claimed_at) == ("queued", None)
    assert waiting.retry_at is not None


@pytest.mark.parametrize(("code", "status"), [(131026, "failed"), (131016, "queued")])
def test_a_refusal_after_the_claim_expired_still_counts(outbox: Outbox, code: int, status: str) -> None:
    message_id = outbox.queue()

    def answer(_request: Request) -> Response:
        with transaction(outbox.context.sessions) as session:
            mark_unknown(session, session.get_one(Message, message_id))
        return Response(json.dumps(refusal(code)), 400)

    outbox.answers(answer)
    outbox.send()
    refused = outbox.row(message_id)
    assert (refused.status, (refused.error or {})["code"]) == (status, code)


def test_an_answer_after_the_claim_expired_still_counts(outbox: Outbox) -> None:
    message_id = outbox.queue()

    def answer(_request: Request) -> Response:
        with transaction(outbox.context.sessions) as session:
            mark_unknown(session, session.get_one(Message, message_id))
        return Response(json.dumps(accepted()))

    outbox.answers(answer)
    outbox.send()
    assert outbox.row(message_id).status == "accepted"
