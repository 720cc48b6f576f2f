"""People who write under different identifiers, without the webhook around it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from appliance.contacts.identity import Identity, resolve
from appliance.contacts.models import Contact, ContactAlias
from appliance.context import Context
from appliance.conversations.activity import add_message
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Message
from appliance.database import run_transaction, utc_now
from tests.integration.appliance.conftest import SMOKE_WA_ID

Says = Callable[..., int]


@pytest.fixture
def says(context: Context) -> Says:
    """A customer writes under these identifiers; the id of the contact it is filed under."""
    numbers = count(1)

    def write(wa_id: str | None = None, bsuid: str | None = None, **more: Any) -> int:
        number = next(numbers)

        def work(session: Any) -> int:
            sent_at = utc_now().replace(microsecond=0) - timedelta(hours=1) + timedelta(seconds=number)
            identity = Identity(wa_id=wa_id, bsuid=bsuid, said_at=sent_at, **more)
            contact = resolve(session, identity, smoke_wa_id=SMOKE_WA_ID)
            conversation = live_conversation(session, contact, "America/Sao_Paulo")
            conversation.unread_count += 1
            conversation.last_customer_message_at = sent_at
            message = Message(
                conversation_id=conversation.id,
                sender_type="customer",
                message_type="text",
                content=f"message {number}",
                payload={"from": wa_id, "from_user_id": bsuid},
                whatsapp_message_id=f"wamid.{number}",
                status="received",
                sent_at=sent_at,
            )
            add_message(session, conversation, message)
            return contact.id

        return run_transaction(context.sessions, work)

    return write


@pytest.fixture
def contact_of(context: Context) -> Callable[[int], Contact]:
    """The contact's row as it is now."""

    def read(contact_id: int) -> Contact:
        with context.sessions() as session:
            return session.get_one(Contact, contact_id)

    return read


@pytest.fixture
def aliases(context: Context) -> Callable[[], dict[int, set[str]]]:
    """Every identifier, by contact."""

    def read() -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        with context.sessions() as session:
            for row in session.scalars(select(ContactAlias)):
                found.setdefault(row.contact_id, set()).add(f"{row.kind}:{row.value}")
        return found

    return read
