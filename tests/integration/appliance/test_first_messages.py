"""Fifty first messages of one customer at the same instant."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import func, select

from appliance.contacts.models import Contact, ContactAlias
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.queries import list_messages
from appliance.database import make_engine, make_sessions, run_transaction
from appliance.whatsapp import deliveries
from appliance.whatsapp.inbound import store_message
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.payload import parse_message
from appliance.whatsapp.receiving import process_delivery
from tests.payloads.whatsapp import contact, encode, envelope, text, value

pytestmark = pytest.mark.integration

MESSAGES = 50
AT_ONCE = 25
NUMBERS = ("5531987650001", "553187650001")
THEN = 1_790_000_000


@pytest.fixture
def crowded(context: Context) -> Iterator[Context]:
    """With a connection for each of many threads."""
    engine = make_engine(context.settings.database, pool_size=15)
    yield replace(context, sessions=make_sessions(engine))
    engine.dispose()


def at_once(work: Callable[[int], object], count: int = MESSAGES) -> None:
    """`work` with each number; the first AT_ONCE of them begin in the same instant."""
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> None:
        if number < AT_ONCE:
            barrier.wait()
        work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(count)))


def test_fifty_first_messages_make_one_contact_and_one_conversation(crowded: Context) -> None:
    def receive(number: int) -> None:
        wa_id = NUMBERS[number % 2]  # with and without the ninth digit
        raw = text(f"wamid.{number // 2 * 2 if number % 10 == 1 else number}", sender=wa_id)
        inbound = parse_message(raw, [contact(wa_id)])
        tenant = crowded.settings.tenant
        run_transaction(
            crowded.sessions, lambda session: store_message(session, inbound, tenant), attempts=50
        )

    at_once(receive)
    with crowded.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
        assert session.scalar(select(func.count()).select_from(ContactAlias)) == 3
        [conversation] = session.scalars(select(Conversation))
        messages = session.scalar(select(func.count()).select_from(Message))
    assert messages == MESSAGES - 5  # every tenth repeats its neighbour's id
    assert conversation.unread_count == messages


def test_fifty_bodies_at_once_are_one_conversation_in_metas_order_five_times_over(crowded: Context) -> None:
    order = list(range(MESSAGES))
    Random(1).shuffle(order)

    def deliver(number: int, nonce: int) -> None:
        position = order[number]
        raw = text(f"wamid.{position}", f"n. {position}", sender=NUMBERS[0], timestamp=THEN + position)
        body = encode({**envelope(value(messages=(raw,), contacts=(contact(NUMBERS[0]),))), "nonce": nonce})
        delivery_id = deliveries.store(crowded.sessions, body)
        assert delivery_id is not None
        process_delivery(crowded, delivery_id)

    for nonce in range(6):
        at_once(lambda number, nonce=nonce: deliver(number, nonce))
        with crowded.sessions() as session:
            [conversation] = session.scalars(select(Conversation))
            shown, _more = list_messages(session, conversation.id, 100, None)
            states = session.scalars(select(WebhookDelivery.state).distinct()).all()
            contacts = session.scalar(select(func.count()).select_from(Contact))
        assert [row["content"] for row in reversed(shown)] == [f"n. {n}" for n in range(MESSAGES)]
        assert (contacts, conversation.unread_count, states) == (1, MESSAGES, ["done"])
        assert conversation.last_message_id == shown[0]["id"]
