"""What was used on one day, out of the tables that hold it.

A message counts on the day it was stored, a scheduled one on the day it was for. What came from a phone's
history does not count: Meta delivers for seven days, so what was older when it came was no delivery. Nor does
the contact that provisioning tests with.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.accounts.permissions import SUPPORT
from appliance.ai.models import AiRequest
from appliance.ai.states import ANSWERED
from appliance.audit.models import AuditEntry
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.media.models import Media

Figures = dict[str, int | dict[str, int]]

LEFT_US: Final = ("accepted", "sent", "delivered", "read", "played")
UNTOLD: Final = "untold"
"""The category of what Meta has not priced: what was sent by the phone, or has had no receipt yet."""
_DELIVERED_FOR: Final = timedelta(days=8)


def count_day(session: Session, start: datetime, end: datetime) -> Figures:
    """From `start` up to and without `end`; storage and accounts as they are at this moment.

    messages_in, messages_out {category of Meta's pricing: number}, messages_failed; ai_answers,
    ai_tokens_in, ai_tokens_out; storage_database and storage_media in bytes; users (who may sign in) and
    active_users (who did something); of both, only the client's own people: the platform's support is none.
    """
    sent = _messages(start, end, Message.sender_type != "customer")
    left = sent.where(Message.status.in_(LEFT_US))
    category = Message.record[("pricing", "category")].as_string().label("category")
    each = left.with_only_columns(category).subquery()
    out: dict[str, int] = {}
    for name, number in session.execute(select(each.c.category, func.count()).group_by(each.c.category)):
        known = UNTOLD if name in {None, "", "null"} else name  # MySQL says JSON's null as a word
        out[known] = out.get(known, 0) + number
    return {
        "messages_in": _number(session, _messages(start, end, Message.sender_type == "customer")),
        "messages_out": out,
        "messages_failed": _number(session, sent.where(Message.status == "failed")),
        **_ai(session, start, end),
        "storage_database": database_bytes(session),
        "storage_media": media_bytes(session),
        **_people(session, start, end),
    }


def _messages(start: datetime, end: datetime, which: ColumnElement[bool]) -> Select[Any]:
    written = (
        Message.scheduled_at.is_(None) & (Message.created_at >= start) & (Message.created_at < end)
    )  # one index each
    for_then = (Message.scheduled_at >= start) & (Message.scheduled_at < end)
    return (
        select(Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(
            or_(written, for_then),
            Message.sent_at > start - _DELIVERED_FOR,
            Contact.is_synthetic.is_(False),
            which,
        )
    )


def _number(session: Session, query: Select[Any]) -> int:
    return int(session.scalar(query.with_only_columns(func.count())) or 0)


def _ai(session: Session, start: datetime, end: datetime) -> Figures:
    """Tokens count whatever became of the answer; FILA-IA tells them with it."""
    finished = (AiRequest.finished_at >= start, AiRequest.finished_at < end)
    query = select(func.count(), func.sum(AiRequest.tokens_in), func.sum(AiRequest.tokens_out))
    _, tokens_in, tokens_out = session.execute(query.where(*finished)).one()
    answers = select(func.count()).select_from(AiRequest).where(*finished, AiRequest.state == ANSWERED)
    return {
        "ai_answers": int(session.scalar(answers) or 0),
        "ai_tokens_in": int(tokens_in or 0),
        "ai_tokens_out": int(tokens_out or 0),
    }


def _people(session: Session, start: datetime, end: datetime) -> Figures:
    in_time = (Message.created_at >= start, Message.created_at < end)
    wrote = select(Message.sender_user_id).where(*in_time, Message.sender_user_id.is_not(None))
    did = select(AuditEntry.user_id).where(
        AuditEntry.at >= start, AuditEntry.at < end, AuditEntry.user_id.is_not(None)
    )
    active = {*session.scalars(wrote.distinct()), *session.scalars(did.distinct())}
    support = session.scalars(select(User.id).where(User.role == SUPPORT))
    return {"users": count_users(session), "active_users": len(active.difference(support))}


def count_users(session: Session) -> int:
    """The client's people who may sign in, and those who are invited to: the platform's support takes no
    place of theirs."""
    own = select(func.count()).select_from(User).where(User.is_active, User.role != SUPPORT)
    return int(session.scalar(own) or 0)


def media_bytes(session: Session) -> int:
    """Of the files that are kept; several messages may share one."""
    files = select(Media.path, func.max(Media.size).label("size")).where(Media.path.is_not(None))
    each = files.group_by(Media.path).subquery()
    return int(session.scalar(select(func.sum(each.c.size))) or 0)


def database_bytes(session: Session) -> int:
    """Of tables and indexes, as the server estimates them."""
    if session.get_bind().dialect.name == "sqlite":  # tests
        return 0
    return int(
        session.scalar(
            text(
                "SELECT SUM(data_length + index_length) FROM information_schema.tables"
                " WHERE table_schema = DATABASE()"
            )
        )
        or 0
    )
