"""Calls, notices of WhatsApp's about a customer, and what a customer wishes of marketing."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.contacts.models import Contact, ContactAlias
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction
from appliance.job_queues import AI
from tests.payloads.whatsapp import ANA_PAULA, contact, envelope, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]
THEN = 1_790_000_000
NEW = "5511987650009"


def rows(context: Context, model: type[Any]) -> list[Any]:
    with context.sessions() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def of_field(field: str, **parts: Any) -> dict[str, Any]:
    document = envelope(value(contacts=(contact(),), **parts))
    document["entry"][0]["changes"][0]["field"] = field
    return document


def call(event: str, after: int, **more: Any) -> dict[str, Any]:
    raw = {"id": "wacid.1", "from": ANA_PAULA, "to": "551140040001", "event": event, **more}
    return {**raw, "timestamp": str(THEN + after), "direction": "USER_INITIATED"}


def system(own_id: str = "wamid.S1", **part: Any) -> dict[str, Any]:
    return {"from": ANA_PAULA, "id": own_id, "timestamp": str(THEN), "type": "system", "system": part}


def preference(wanted: str, at: int) -> dict[str, Any]:
    said = {"wa_id": ANA_PAULA, "category": "marketing_messages", "value": wanted, "timestamp": at}
    return of_field("user_preferences", user_preferences=[said])


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_a_call_is_one_line_however_it_is_told(
    context: Context, deliver: Deliver, order: tuple[int, ...]
) -> None:
    ended = call("terminate", 100, status="COMPLETED", duration=95, start_time=str(THEN))
    told = [of_field("calls", calls=[call("connect", 0)]), of_field("calls", calls=[ended])]
    for nonce, step in enumerate((*order, *order)):
        deliver(document={**told[step], "nonce": nonce})
    [line] = rows(context, Message)
    [conversation] = rows(context, Conversation)
    assert (line.sender_type, line.content) == ("customer", "[Ligação do cliente · 1:35]")
    assert line.record == {
        "call": {"direction": "USER_INITIATED", "event": "terminate", "status": "COMPLETED", "duration": 95}
    }
    assert line.sent_at.timestamp() == THEN
    assert conversation.last_customer_message_at == line.sent_at
    assert conversation.unread_count == 1
    assert context.queues[AI].count == 1


def test_a_call_of_the_business_is_no_customers_message(context: Context, deliver: Deliver) -> None:
    ringing = {"id": "wacid.2", "type": "call", "status": "REJECTED", "timestamp": str(THEN)}
    deliver(document=of_field("calls", statuses=[{**ringing, "recipient_id": ANA_PAULA}]))
    [line] = rows(context, Message)
    [conversation] = rows(context, Conversation)
    assert (line.sender_type, line.content) == ("attendant", "[Ligação para o cliente · não atendida]")
    assert (conversation.unread_count, conversation.last_customer_message_at) == (0, None)


def test_a_new_number_is_the_same_customer(context: Context, deliver: Deliver, write: Deliver) -> None:
    write("wamid.1")
    deliver(value(messages=(system(type="user_changed_number", wa_id=NEW, body="mudou"),)))
    write("wamid.2", sender=NEW)
    [person] = rows(context, Contact)
    _, line, _ = rows(context, Message)
    assert person.wa_id == NEW
    assert len(rows(context, Conversation)) == 1
    assert (line.sender_type, line.content) == ("system", "mudou")
    assert line.record == {"system": {"kind": "number_changed", "from": ANA_PAULA, "to": NEW}}


def test_a_new_user_id_is_the_same_customer(context: Context, deliver: Deliver, write: Deliver) -> None:
    write("wamid.1", from_user_id="BR.1")
    changed = system(type="user_changed_user_id", previous_user_id="BR.1", user_id="BR.2")
    deliver(value(messages=(changed,)))
    write("wamid.2", sender=None, from_user_id="BR.2")
    assert len(rows(context, Contact)) == 1
    assert "BR.2" in [alias.value for alias in rows(context, ContactAlias)]


def test_a_notice_does_not_wake_a_closed_conversation(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        ownership.close(session, session.scalars(select(Conversation)).one())
    deliver(value(messages=(system(type="customer_identity_changed", body="código mudou"),)))
    [conversation] = rows(context, Conversation)
    assert (conversation.status, conversation.unread_count) == ("closed", 0)
    assert len(rows(context, Message)) == 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_latest_wish_about_marketing_counts(
    context: Context, deliver: Deliver, order: tuple[int, ...]
) -> None:
    said = [preference("stop", THEN), preference("resume", THEN + 60), preference("stop", THEN + 120)]
    for step in order:
        deliver(document=said[step])
    [person] = rows(context, Contact)
    assert person.marketing_stopped_at.timestamp() == THEN + 120
    deliver(document=preference("signup", THEN + 180))
    assert rows(context, Contact)[0].marketing_stopped_at is None
    assert rows(context, Conversation) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_that_the_customer_rang_may_be_known_only_later(
    context: Context, deliver: Deliver, order: tuple[int, ...]
) -> None:
    ended = call("terminate", 100, status="FAILED")
    del ended["direction"]
    told = [of_field("calls", calls=[ended]), of_field("calls", calls=[call("connect", 0)])]
    for nonce, step in enumerate((*order, *order)):
        deliver(document={**told[step], "nonce": nonce})
    [line] = rows(context, Message)
    [conversation] = rows(context, Conversation)
    assert (line.sender_type, line.status) == ("customer", "received")
    assert (conversation.unread_count, conversation.last_customer_message_at) == (1, line.sent_at)
    assert context.queues[AI].count == 1
