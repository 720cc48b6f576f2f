"""Answers and what they quote, whichever of the two is known first.

A customer's answer names a message by its id at WhatsApp. Ours has that id only once Meta's answer to the
send is written down, and a quick customer, or a queue of webhooks, may be faster.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.conversations.models import Message
from appliance.realtime.events import MESSAGE_UPDATED, record
from appliance.whatsapp.fields import get, text

SKEW: Final = timedelta(minutes=1)
"""An answer may seem that much older than what it quotes: Meta's times are whole seconds of its own clock."""
LATE_BATCH = 200

_NAMED = Message.payload["context"]["id"].as_string()


def quoted_id(session: Session, whatsapp_message_id: str | None, conversation_id: int) -> int | None:
    """The row of the message named, if that conversation has it."""
    if whatsapp_message_id is None:
        return None
    return session.scalar(
        select(Message.id).where(
            Message.whatsapp_message_id == whatsapp_message_id, Message.conversation_id == conversation_id
        )
    )


def link_answers(session: Session, messages: Sequence[Message]) -> None:
    """Answers that came before what they quote had its id: those that name one of `messages`.

    By the index, so that the few that are later in time are all there is to look through.
    """
    by_id = {row.whatsapp_message_id: row for row in messages if row.whatsapp_message_id}
    if not by_id:
        return
    answers = session.scalars(
        select(Message).where(
            Message.conversation_id.in_({row.conversation_id for row in by_id.values()}),
            Message.sent_at >= min(row.sent_at for row in by_id.values()) - SKEW,
            Message.reply_to_id.is_(None),
            _NAMED.in_(by_id),
        )
    )
    for answer in answers:
        _link(session, answer, by_id)


def link_late(session: Session) -> None:
    """Links what came in the very moment its message got its id: neither of the two saw the other then."""
    newest = select(Message.id).order_by(Message.id.desc()).limit(LATE_BATCH).subquery()
    answers = session.scalars(
        select(Message)
        .join(newest, newest.c.id == Message.id)
        .where(Message.reply_to_id.is_(None), _NAMED.is_not(None))
    ).all()
    names = {_named_by(answer) for answer in answers} - {None}
    found = session.scalars(select(Message).where(Message.whatsapp_message_id.in_(names))) if names else ()
    by_id = {row.whatsapp_message_id: row for row in found if row.whatsapp_message_id}
    for answer in answers:
        _link(session, answer, by_id)


def _named_by(answer: Message) -> str | None:
    return text(get(answer.payload, "context", "id"))


def _link(session: Session, answer: Message, by_id: Mapping[str, Message]) -> None:
    named = by_id.get(_named_by(answer) or "")
    if named is None or named is answer or named.conversation_id != answer.conversation_id:
        return
    answer.reply_to_id = named.id
    record(session, MESSAGE_UPDATED, answer.conversation_id, answer.id)
