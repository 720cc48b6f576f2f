"""Messages of customers who are in conversation already, many in one transaction with few statements.

This is the common case, and the one that has to be fast. Whatever else a message may bring with it (somebody
new, a changed identity, a conversation to begin) is left to `inbound.store_message`, one by one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from appliance.contacts.identity import learn_since
from appliance.contacts.models import Contact
from appliance.contacts.owners import lock_owners
from appliance.conversations.activity import move_on
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT
from appliance.database import utc_now
from appliance.realtime.events import MESSAGE_CREATED
from appliance.realtime.models import Event
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.inbound import attach, is_newest, new_message
from appliance.whatsapp.payload import InboundMessage


@dataclass
class Stored:
    taken: int = 0
    """So many of the messages, from the first, are done."""
    for_bot: list[int] = field(default_factory=list)
    """Ids of messages that the bot is to consider."""


def store_known(session: Session, inbounds: Sequence[InboundMessage]) -> Stored:
    """Stores the longest beginning of `inbounds` that needs nothing but their rows, in their order.

    Raises IntegrityError when somebody else stored one of them just now.
    """
    senders = _senders(session, inbounds)
    conversations = _live_conversations(session, senders)
    known = _known_ids(session, inbounds)
    stored, new = Stored(), list[_New]()
    for inbound, sender in zip(inbounds, senders, strict=False):
        conversation = conversations.get(sender.id)
        if conversation is None:
            break
        stored.taken += 1
        if inbound.id not in known:
            known.add(inbound.id)
            new.append(_New(inbound, sender, conversation))
    if new:
        stored.for_bot = _store(session, new)
    return stored


@dataclass(frozen=True)
class _New:
    inbound: InboundMessage
    sender: Contact
    conversation: Conversation


def _store(session: Session, new: list[_New]) -> list[int]:
    """Their rows and all that hangs on them; the ids of those that the bot is to consider."""
    rows = _insert(session, new)
    for each, message in zip(new, rows, strict=True):
        newest = is_newest(each.conversation, message)
        move_on(each.conversation, message)
        attach(session, each.conversation, message, each.inbound, newest=newest)
        learn_since(each.sender, each.inbound.identity, each.conversation.last_customer_message_at)
    session.flush()
    _write_down(session, {each.conversation.id: each.conversation for each in new}.values())
    session.execute(
        insert(Event),
        [
            {
                "kind": MESSAGE_CREATED,
                "conversation_id": message.conversation_id,
                "payload": {"message_id": message.id},
            }
            for message in rows
        ],
    )
    settle_changes(session, rows)
    return [
        message.id
        for each, message in zip(new, rows, strict=True)
        if each.conversation.status == BOT and not each.sender.is_synthetic
    ]


def _insert(session: Session, new: list[_New]) -> list[Message]:
    """All in one statement, in their order; then read back, for their ids."""
    made = [new_message(each.inbound, each.conversation, "customer", "received") for each in new]
    values = [
        {column: getattr(message, column) for column in _WRITTEN} | {"created_at": utc_now()}
        for message in made
    ]
    session.execute(insert(Message), values)
    ids = [each.inbound.id for each in new]
    found = session.scalars(select(Message).where(Message.whatsapp_message_id.in_(ids)))
    by_id = {message.whatsapp_message_id: message for message in found}
    return [by_id[whatsapp_message_id] for whatsapp_message_id in ids]


_WRITTEN = (
    *("conversation_id", "sender_type", "message_type", "content", "record", "payload"),
    *("whatsapp_message_id", "status", "sent_at"),
)
"""What `new_message` sets."""


def _write_down(session: Session, conversations: Iterable[Conversation]) -> None:
    """What became of the conversations, which are no longer the session's, in one statement for all."""
    rows = [
        {
            "id": row.id,
            "unread": row.unread_count,
            "customer_at": _plain(row.last_customer_message_at),
            "last_id": row.last_message_id,
            "last_at": _plain(row.last_message_at),
        }
        for row in conversations
    ]
    session.execute(_CONVERSATIONS, {"rows": json.dumps(rows)})


_CONVERSATIONS = text("""
UPDATE conversations JOIN JSON_TABLE(:rows, '$[*]' COLUMNS (
    id BIGINT PATH '$.id', unread BIGINT PATH '$.unread', customer_at DATETIME(6) PATH '$.customer_at',
    last_id BIGINT PATH '$.last_id', last_at DATETIME(6) PATH '$.last_at'
)) AS now ON now.id = conversations.id
SET unread_count = now.unread, last_customer_message_at = now.customer_at,
    last_message_id = now.last_id, last_message_at = now.last_at, snoozed_until = NULL
""")


def _plain(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if moment else None


def _senders(session: Session, inbounds: Sequence[InboundMessage]) -> list[Contact]:
    """Who wrote each, locked; the list ends before the first who is not one known contact by every name."""
    wanted = [inbound.identity.aliases() for inbound in inbounds]
    owners = lock_owners(session, list(dict.fromkeys(alias for aliases in wanted for alias in aliases)))
    found: list[Contact] = []
    for aliases in wanted:
        known = {owners[alias].id: owners[alias] for alias in aliases if alias in owners}
        if len(known) != 1 or not all(alias in owners for alias in aliases):
            break
        found.extend(known.values())
    return found


def _live_conversations(session: Session, contacts: Sequence[Contact]) -> dict[int, Conversation]:
    """By contact, locked in the order of their ids; apart from the session."""
    wanted = {contact.id for contact in contacts}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.open_contact_id.in_(wanted))
        .order_by(Conversation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:  # they are written in one statement, not one by one by the session
        session.expunge(row)
    return {row.contact_id: row for row in rows}


def _known_ids(session: Session, inbounds: Sequence[InboundMessage]) -> set[str]:
    ids = [inbound.id for inbound in inbounds]
    found = session.scalars(select(Message.whatsapp_message_id).where(Message.whatsapp_message_id.in_(ids)))
    return {whatsapp_message_id for whatsapp_message_id in found if whatsapp_message_id}
