"""The outbox against a double of Meta's."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import queue_text
from appliance.conversations.ownership import close, take_over
from appliance.database import transaction, utc_now
from appliance.realtime.models import Event
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.meanings import DOWN
from appliance.whatsapp.outcomes import mark_unknown
from foundation.http import http_session
from tests.integration.appliance.sending_once import send_conversation
from tests.payloads.whatsapp import ANA_PAULA, status, value

pytestmark = pytest.mark.integration

PATH = "/graph/v25.0/200300400500600/messages"
Deliver = Callable[..., int]


def accepted(wamid: str = "wamid.O1") -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}


def refusal(code: int) -> dict[str, Any]:
    return {
        "error": {
            "message": "(#1) Refused",
            "type": "OAuthException",
            "code": code,
            "error_data": {"details": "Why"},
        }
    }


@dataclass(frozen=True)
class Outbox:
    """One conversation with an outbox, and Meta's double on the other side."""

    context: Context
    meta: HTTPServer
    graph: GraphClient
    id: int
    ana: User

    def queue(self, content: str = "Olá", **more: Any) -> int:
        """Ana queues a text; its id."""
        with transaction(self.context.sessions) as session:
            conversation = session.get_one(Conversation, self.id)
            take_over(session, conversation, self.ana)
            return queue_text(session, conversation, "attendant", content, user=self.ana, **more).id

    def queue_as_bot(self, content: str) -> int:
        with transaction(self.context.sessions) as session:
            return queue_text(session, session.get_one(Conversation, self.id), "bot", content).id

    def takes_over(self) -> None:
        """Ana answers from now on."""
        with transaction(self.context.sessions) as session:
            take_over(session, session.get_one(Conversation, self.id), self.ana)

    def conversation(self) -> Conversation:
        with self.context.sessions() as session:
            return session.get_one(Conversation, self.id)

    def send(self) -> None:
        send_conversation(self.context, self.graph, self.id)

    def answers(self, answer: Callable[[Request], Response]) -> None:
        self.meta.expect_request(PATH).respond_with_handler(answer)

    def accepts(self) -> None:
        self.meta.expect_request(PATH).respond_with_json(accepted())

    def row(self, message_id: int) -> Message:
        with self.context.sessions() as session:
            return session.get_one(Message, message_id)

    def sent(self) -> list[dict[str, Any]]:
        """The bodies Meta was sent."""
        return [json.loads(request.get_data()) for request, _ in self.meta.log]


@pytest.fixture
def outbox(context: Context, meta: HTTPServer, graph: GraphClient, write: Deliver, ana: User) -> Outbox:
    """The conversation is with the bot."""
    write("wamid.in")
    with context.sessions() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
    return Outbox(context, meta, graph, conversation_id, ana)


def test_an_accepted_message_gets_its_id(outbox: Outbox) -> None:
    message_id = outbox.queue("Olá ☕")
    token = {"Authorization": "Bearer graph-token"}
    outbox.meta.expect_request(PATH, "POST", headers=token).respond_with_json(accepted())
    outbox.send()
    sent = outbox.row(message_id)
    assert (sent.status, sent.whatsapp_message_id) == ("accepted", "wamid.O1")
    assert (sent.claimed_at, sent.attempts) == (None, 1)
    assert outbox.sent() == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"+{ANA_PAULA}",
            "type": "text",
            "text": {"body": "Olá ☕", "preview_url": False},
            "biz_opaque_callback_data": f"m{message_id}.1",
        }
    ]


def test_a_reply_quotes_the_message_by_its_id(outbox: Outbox) -> None:
    with outbox.context.sessions() as session:
        inbound = session.scalars(select(Message)).one()
    outbox.queue("Sim", reply_to=inbound.id)
    outbox.accepts()
    outbox.send()
    assert outbox.sent()[0]["context"] == {"message_id": "wamid.in"}


def test_a_customer_without_a_number_is_reached_by_bsuid(outbox: Outbox) -> None:
    with transaction(outbox.context.sessions) as session:
        contact = session.scalars(select(Contact)).one()
        contact.wa_id, contact.bsuid = None, "BR.77"
    outbox.queue()
    outbox.accepts()
    outbox.send()
    [body] = outbox.sent()
    assert (body.get("to"), body["recipient"]) == (None, "BR.77")


def test_messages_of_a_conversation_leave_in_order(outbox: Outbox) -> None:
    texts = ["um", "dois", "três", "quatro"]
    ids = [outbox.queue(text) for text in texts]
    outbox.answers(lambda request: Response(json.dumps(accepted(request.get_json()["text"]["body"]))))
    outbox.send()
    assert [body["text"]["body"] for body in outbox.sent()] == texts
    assert [outbox.row(message_id).whatsapp_message_id for message_id in ids] == texts


def test_sending_twice_at_once_sends_once(outbox: Outbox) -> None:
    outbox.queue()

    def answer(_request: Request) -> Response:
        outbox.send()  # a second worker, while the first waits
        return Response(json.dumps(accepted()))

    outbox.answers(answer)
    outbox.send()
    assert len(outbox.sent()) == 1


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


def test_a_receipt_that_overtakes_the_answer_is_kept(outbox: Outbox, deliver: Deliver) -> None:
    message_id = outbox.queue()

    def answer(_request: Request) -> Response:
        deliver(value(statuses=(status("wamid.O1", "delivered"),)))  # without callback data: it has to wait
        return Response(json.dumps(accepted()))

    outbox.answers(answer)
    outbox.send()
    assert outbox.row(message_id).status == "delivered"


def test_the_bot_is_silent_once_a_person_took_over(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Sou um robô")
    outbox.takes_over()
    outbox.send()
    silenced = outbox.row(message_id)
    assert silenced.status == "failed"
    assert silenced.error is not None
    assert silenced.error["kind"] == "superseded"
    assert outbox.sent() == []
    assert (outbox.conversation().status, outbox.conversation().needs_human_attention) == ("open", False)


def test_the_bots_answer_refused_calls_a_person(outbox: Outbox) -> None:
    first, second = outbox.queue_as_bot("Olá!"), outbox.queue_as_bot("Mais uma coisa")
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131026), status=400)
    outbox.send()
    conversation = outbox.conversation()
    assert (conversation.status, conversation.needs_human_attention) == ("waiting", True)
    assert (conversation.attention_reason, conversation.version) == ("bot_message_failed", 2)
    reasons = [(outbox.row(message_id).error or {})["kind"] for message_id in (first, second)]
    assert reasons == ["permanent", "superseded"]
    assert len(outbox.sent()) == 1
    with outbox.context.sessions() as session:
        told = session.scalars(select(Event).where(Event.kind == "conversation.updated")).all()
    assert [event.published_at is None for event in told] == [False]  # browsers know


def test_the_bots_answer_that_waits_for_a_retry_stays_the_bots(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Olá!")
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131016), status=500)
    outbox.send()
    assert outbox.conversation().status == "bot"
    with transaction(outbox.context.sessions) as session:
        row = session.get_one(Message, message_id)
        row.error, row.retry_at = DOWN.as_error() | {"tries": DOWN.tries - 1}, utc_now()
    outbox.send()
    assert outbox.conversation().attention_reason == "bot_message_failed"


@pytest.mark.parametrize("status", ["open", "closed"])
def test_an_answer_refused_after_a_person_took_over_changes_nothing(outbox: Outbox, status: str) -> None:
    message_id = outbox.queue_as_bot("Olá!")

    def answer(_request: Request) -> Response:
        outbox.takes_over()
        if status == "closed":
            with transaction(outbox.context.sessions) as session:
                close(session, session.get_one(Conversation, outbox.id))
        return Response(json.dumps(refusal(131026)), 400)

    outbox.answers(answer)
    outbox.send()
    conversation = outbox.conversation()
    assert outbox.row(message_id).status == "failed"
    assert (conversation.status, conversation.needs_human_attention) == (status, False)


def test_an_attendants_message_refused_calls_nobody(outbox: Outbox) -> None:
    outbox.queue()
    outbox.meta.expect_request(PATH).respond_with_json(refusal(131026), status=400)
    outbox.send()
    assert (outbox.conversation().status, outbox.conversation().needs_human_attention) == ("open", False)


def test_the_bot_speaks_while_the_conversation_is_its_own(outbox: Outbox) -> None:
    message_id = outbox.queue_as_bot("Olá!")
    outbox.accepts()
    outbox.send()
    assert outbox.row(message_id).status == "accepted"


def test_a_conversation_that_is_gone_has_nothing_to_send(outbox: Outbox) -> None:
    send_conversation(outbox.context, outbox.graph, 424242)
    assert outbox.sent() == []


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
