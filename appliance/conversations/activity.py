"""What a new message, whoever wrote it, does to its conversation."""

from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation, Message
from appliance.conversations.turns import said
from appliance.realtime.events import MESSAGE_CREATED, record

SCHEDULED: Final = "scheduled"
CANCELLED: Final = "cancelled"
REACTION: Final = "reaction"
SYSTEM: Final = "system"
NOTE: Final = "note"
REMARKS: Final = ("taken", "relieved", "transferred", "assigned", "given_back", "closed", "reopened")
"""Kinds of the desk's own lines (conversations.lines)."""
NO_MESSAGE: Final = (REACTION, NOTE, SYSTEM, "call")
"""Types of what stands in a conversation and is no message at WhatsApp: not quoted, not reacted to."""


def add_message(session: Session, conversation: Conversation, message: Message) -> None:
    """Stores `message` (its id is set afterwards) and its event; the conversation's row must be locked.

    Raises IntegrityError when WhatsApp's id or the client's key is already stored.
    """
    session.add(message)
    session.flush()
    enter_thread(session, conversation, message)


def enter_thread(session: Session, conversation: Conversation, message: Message) -> None:
    """`message`, stored, is one of the conversation's from now on; the conversation's row must be locked."""
    move_on(conversation, message)
    said(conversation, message)
    record(session, MESSAGE_CREATED, conversation.id, message.id)


def move_on(conversation: Conversation, message: Message) -> None:
    """`message` is the conversation's newest, unless it holds a later one."""
    if conversation.last_message_id is None or message.sent_at >= conversation.last_message_at:
        conversation.last_message_id = message.id
        conversation.last_message_at = message.sent_at


def moves_lists() -> ColumnElement[bool]:
    """What may be the last message of a conversation in lists: neither notes nor what the desk remarks."""
    remark = func.coalesce(Message.record["system"]["kind"].as_string(), "")
    return and_(in_thread(), Message.message_type != NOTE, remark.not_in(REMARKS))


def in_thread() -> ColumnElement[bool]:
    """What a conversation shows: not what waits for its time, was called off, or is a reaction of ours.

    A customer's reaction to nobody knows what is shown as a message, by its label.
    """
    return and_(
        Message.status.not_in((SCHEDULED, CANCELLED)),
        or_(Message.message_type != REACTION, Message.sender_type == "customer"),
    )
