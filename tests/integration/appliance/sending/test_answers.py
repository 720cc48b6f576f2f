"""Customers who answer faster than we learn what their answer names."""

import json
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.conversations.models import Message
from appliance.database import run_transaction, transaction, utc_now
from appliance.realtime.events import MESSAGE_UPDATED
from appliance.realtime.models import Event
from appliance.whatsapp.answers import link_late
from tests.integration.appliance.sending.outbox import Outbox, accepted
from tests.payloads.whatsapp import status, value

pytestmark = pytest.mark.integration

Write = Callable[..., int]
OURS = {"id": "wamid.O1"}


def answer_of(outbox: Outbox, wamid: str = "wamid.2") -> Message:
    with outbox.context.sessions() as session:
        return session.scalars(select(Message).where(Message.whatsapp_message_id == wamid)).one()


def told(outbox: Outbox, message: Message) -> bool:
    """Whether browsers heard that it looks different now."""
    with outbox.context.sessions() as session:
        events = session.scalars(select(Event).where(Event.kind == MESSAGE_UPDATED)).all()
    return any((event.payload or {}).get("message_id") == message.id for event in events)


def test_an_answer_that_comes_before_metas_own_is_linked_by_it(outbox: Outbox, write: Write) -> None:
    ours = outbox.queue()

    def answer(_request: Request) -> Response:
        write("wamid.2", "Assino hoje", context=OURS, timestamp=int(time.time()))
        return Response(json.dumps(accepted("wamid.O1")))

    outbox.answers(answer)
    outbox.send()
    found = answer_of(outbox)
    assert found.reply_to_id == ours
    assert told(outbox, found)


def test_an_answer_that_comes_before_the_receipt_is_linked_by_it(
    outbox: Outbox, write: Write, deliver: Callable[..., int]
) -> None:
    ours = outbox.queue()
    with transaction(outbox.context.sessions) as session:
        message = session.get_one(Message, ours)
        message.status, message.attempts = "unknown", 1
    write("wamid.2", "Assino hoje", context=OURS, timestamp=int(time.time()))
    assert answer_of(outbox).reply_to_id is None
    deliver(value(statuses=(status("wamid.O1", "delivered", biz_opaque_callback_data=f"m{ours}.1"),)))
    assert answer_of(outbox).reply_to_id == ours


def test_an_answer_in_the_same_moment_is_linked_by_the_sweep(outbox: Outbox, write: Write) -> None:
    ours = outbox.queue()
    write("wamid.2", "Assino hoje", context=OURS)
    write("wamid.3", "E isto?", context={"id": "wamid.never"})
    with transaction(outbox.context.sessions) as session:
        message = session.get_one(Message, ours)
        message.status, message.whatsapp_message_id = "accepted", "wamid.O1"
    run_transaction(outbox.context.sessions, link_late)
    found = answer_of(outbox)
    assert found.reply_to_id == ours
    assert told(outbox, found)
    assert answer_of(outbox, "wamid.3").reply_to_id is None


def test_nothing_is_linked_across_conversations(outbox: Outbox, write: Write) -> None:
    write("wamid.elsewhere", "Oi", sender="5511900001111")
    write("wamid.2", "Isto?", context=OURS)
    with transaction(outbox.context.sessions) as session:
        theirs = session.scalars(
            select(Message).where(Message.whatsapp_message_id == "wamid.elsewhere")
        ).one()
        session.add(
            Message(
                conversation_id=theirs.conversation_id,
                sender_type="attendant",
                message_type="text",
                content="Olá",
                status="accepted",
                whatsapp_message_id="wamid.O1",
                sent_at=utc_now(),
            )
        )
    run_transaction(outbox.context.sessions, link_late)
    assert answer_of(outbox).reply_to_id is None
