"""Fifty first messages of one customer at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from appliance.contacts.models import Contact, ContactAlias
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import make_engine, make_sessions, run_transaction
from appliance.whatsapp.inbound import store_message
from appliance.whatsapp.payload import parse_message
from tests.payloads.whatsapp import contact, text

pytestmark = pytest.mark.integration

MESSAGES = 50
NUMBERS = ("5531987650001", "553187650001")


def test_fifty_first_messages_make_one_contact_and_one_conversation(context: Context) -> None:
    engine = make_engine(context.settings.database, pool_size=15)
    sessions = make_sessions(engine)
    barrier = Barrier(25)

    def receive(number: int) -> None:
        wa_id = NUMBERS[number % 2]  # with and without the ninth digit
        raw = text(f"wamid.{number // 2 * 2 if number % 10 == 1 else number}", sender=wa_id)
        inbound = parse_message(raw, [contact(wa_id)])
        if number < 25:
            barrier.wait()
        run_transaction(
            sessions, lambda session: store_message(session, inbound, context.settings.tenant), attempts=50
        )

    with ThreadPoolExecutor(25) as pool:
        list(pool.map(receive, range(MESSAGES)))
    engine.dispose()
    with context.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
        assert session.scalar(select(func.count()).select_from(ContactAlias)) == 3
        [conversation] = session.scalars(select(Conversation))
        messages = session.scalar(select(func.count()).select_from(Message))
    assert messages == MESSAGES - 5  # every tenth repeats its neighbour's id
    assert conversation.unread_count == messages
