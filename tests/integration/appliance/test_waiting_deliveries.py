"""All that waits, worked through by one job: together where that is cheaper, and not otherwise than alone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction
from appliance.job_queues import INBOUND
from appliance.whatsapp import deliveries, known_customers, receiving, together, waking
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.receiving import process_waiting
from tests.payloads.whatsapp import contact, encode, envelope, status, text, value

pytestmark = pytest.mark.integration

LIA = "5521987650002"


def put(context: Context, *parts: dict[str, Any]) -> int:
    delivery_id = deliveries.store(context.sessions, encode(envelope(*parts)))
    assert delivery_id is not None
    return delivery_id


def message(tenant: Context, wamid: str, body: str = "Oi", **more: Any) -> int:
    return put(tenant, value(messages=(text(wamid, body, **more),), contacts=(contact(),)))


def ids(context: Context) -> list[str | None]:
    with context.sessions() as session:
        return list(session.scalars(select(Message.whatsapp_message_id).order_by(Message.id)))


def states(context: Context) -> list[str]:
    with context.sessions() as session:
        return list(session.scalars(select(WebhookDelivery.state).order_by(WebhookDelivery.id)))


@pytest.fixture
def together_counts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were stored at once, each time."""
    counts: list[int] = []
    real = known_customers.store_known

    def counted(*arguments: Any) -> Any:
        stored = real(*arguments)
        counts.append(stored.taken)
        return stored

    monkeypatch.setattr(together, "store_known", counted)
    return counts


def test_messages_of_known_customers_are_stored_together_in_their_order(
    context: Context, write: Callable[..., int], together_counts: list[int]
) -> None:
    write("wamid.0")
    for number in range(1, 6):
        message(context, f"wamid.{number}")
    process_waiting(context)
    assert together_counts == [5]
    assert ids(context) == [f"wamid.{number}" for number in range(6)]
    assert states(context) == ["done"] * 6
    with context.sessions() as session:
        conversation = session.scalars(select(Conversation)).one()
        assert conversation.unread_count == 6
        newest = session.get_one(Message, conversation.last_message_id)
    assert newest.whatsapp_message_id == "wamid.5"


def test_somebody_new_among_them_gets_their_own_conversation(
    context: Context, write: Callable[..., int]
) -> None:
    write("wamid.0")
    message(context, "wamid.1")
    message(context, "wamid.2", sender=LIA)
    message(context, "wamid.3")
    message(context, "wamid.4", sender=LIA)
    process_waiting(context)
    assert ids(context) == [f"wamid.{number}" for number in range(5)]
    with context.sessions() as session:
        counts = list(session.scalars(select(Conversation.unread_count).order_by(Conversation.id)))
    assert counts == [3, 2]


def test_a_repeat_among_them_is_stored_once(context: Context, write: Callable[..., int]) -> None:
    write("wamid.0")
    for wamid, body in (("wamid.1", "a"), ("wamid.0", "b"), ("wamid.1", "c"), ("wamid.2", "d")):
        message(context, wamid, body)
    process_waiting(context)
    assert ids(context) == ["wamid.0", "wamid.1", "wamid.2"]
    with context.sessions() as session:
        assert session.scalars(select(Conversation.unread_count)).one() == 3


def test_a_poisoned_one_loses_only_itself(context: Context, write: Callable[..., int]) -> None:
    write("wamid.0")
    message(context, "wamid.1")
    message(context, "w" * 300)
    message(context, "wamid.2")
    process_waiting(context)
    assert ids(context) == ["wamid.0", "wamid.1", "wamid.2"]
    assert states(context) == ["done", "done", "dead", "done"]


def test_receipts_and_messages_mixed_all_arrive(context: Context, write: Callable[..., int]) -> None:
    write("wamid.0")
    message(context, "wamid.1")
    put(context, value(statuses=(status("wamid.x", "sent"), status("wamid.x", "delivered"))))
    message(context, "wamid.2", context={"id": "wamid.1"})
    process_waiting(context)
    assert ids(context) == ["wamid.0", "wamid.1", "wamid.2"]
    with context.sessions() as session:
        quoted = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.1")).one()
        answer = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.2")).one()
    assert answer.reply_to_id == quoted.id


def test_what_its_worker_did_not_live_to_finish_is_taken_alone(context: Context) -> None:
    first, second, third = (message(context, f"wamid.{number}") for number in range(3))
    with transaction(context.sessions) as session:
        session.execute(update(WebhookDelivery).where(WebhookDelivery.id == second).values(attempts=1))
    taken = []
    for _ in range(3):
        with transaction(context.sessions) as session:
            taken.append([leased.id for leased in deliveries.lease_waiting(session, 10)])
    assert taken == [[first], [second], [third]]


def test_the_databases_own_trouble_costs_no_attempt(
    context: Context, write: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.0")
    for number in range(1, 4):
        message(context, f"wamid.{number}")

    def fail(*_arguments: object) -> int:
        raise OperationalError("INSERT", {}, Exception(2013, "lost connection"))

    monkeypatch.setattr(receiving, "sleep", lambda _seconds: None)
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "take_together", fail)
        with pytest.raises(OperationalError):
            process_waiting(context)
    with context.sessions() as session:
        waiting = session.execute(
            select(WebhookDelivery.attempts, WebhookDelivery.lease_until).where(
                WebhookDelivery.state == "pending"
            )
        ).all()
    assert [tuple(row) for row in waiting] == [(0, None)] * 3
    process_waiting(context)
    assert ids(context) == [f"wamid.{number}" for number in range(4)]


def test_the_worker_is_asked_once_until_it_looks(context: Context) -> None:
    for _ in range(3):
        waking.wake(context)
    assert context.queues[INBOUND].count == 1
    waking.awake(context)
    waking.wake(context)
    assert context.queues[INBOUND].count == 2
