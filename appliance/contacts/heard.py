"""Which of two merged people wrote what while they were one: each message names whom it came from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact, ContactMerge
from appliance.conversations.models import Conversation, Message

# as Meta sent it (webhooks: messages); of a call the first thing said
_SENT_BY = (("from",), ("from_user_id",), ("events", 0, "from"), ("events", 0, "from_user_id"))


@dataclass(frozen=True)
class Heard:
    """One message of either."""

    message_id: int
    conversation_id: int
    sent_at: datetime
    is_theirs: bool
    """The merged contact's; else the kept one's, or nobody knows."""


def heard_since(session: Session, row: ContactMerge, identifiers: Collection[str]) -> list[Heard]:
    """What came since the merge `row`; `identifiers`: the numbers and BSUIDs of the merged contact."""
    senders = [Message.payload[path].as_string() for path in _SENT_BY]
    found = session.execute(
        select(Message.id, Message.conversation_id, Message.sent_at, *senders)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Conversation.contact_id == row.kept_id,
            Message.sender_type == "customer",
            Message.created_at >= row.created_at,
        )
    )
    return [
        Heard(message_id, conversation_id, sent_at, not set(identifiers).isdisjoint(sent_by))
        for message_id, conversation_id, sent_at, *sent_by in found
    ]


def part_windows(session: Session, kept: Contact, merged: Contact, heard: Sequence[Heard]) -> None:
    """Meta's 24 hours are each one's own: nobody's window is open because the other wrote.

    The conversations have gone back to whom they belong.
    """
    query = select(Conversation).where(Conversation.id.in_({one.conversation_id for one in heard}))
    conversations = {row.id: row for row in session.scalars(query.with_for_update())}
    astray = [
        one for one in heard if one.is_theirs != (conversations[one.conversation_id].contact_id == merged.id)
    ]
    for conversation_id in {one.conversation_id for one in astray}:
        conversations[conversation_id].last_customer_message_at = session.scalar(
            select(func.max(Message.sent_at)).where(
                Message.conversation_id == conversation_id,
                Message.sender_type == "customer",
                Message.id.not_in([one.message_id for one in astray]),
            )
        )
    for contact, is_theirs in ((kept, False), (merged, True)):
        _hear(session, contact, [one.sent_at for one in astray if one.is_theirs == is_theirs])


def _hear(session: Session, contact: Contact, moments: list[datetime]) -> None:
    newest = session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == contact.id)
        .order_by(Conversation.open_contact_id.is_(None), Conversation.last_message_at.desc())
        .limit(1)
        .with_for_update()
    )
    if newest is not None and moments:
        newest.last_customer_message_at = max(
            moment for moment in (*moments, newest.last_customer_message_at) if moment
        )
