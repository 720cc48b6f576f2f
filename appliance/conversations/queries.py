"""Reading conversations and messages: whole pages in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from appliance.accounts.models import User
from appliance.contacts import searching
from appliance.contacts.models import Contact
from appliance.conversations.activity import in_thread
from appliance.conversations.models import CONVERSATION_STATUSES, Conversation, Message
from appliance.conversations.presenting import present_conversation, present_message
from appliance.conversations.visibility import visible_to
from appliance.cursor import Position, decode_cursor, encode_cursor
from appliance.errors import InvalidInput
from appliance.labels.queries import has_label, labels_of
from appliance.media.queries import media_of_messages


@dataclass(frozen=True)
class ConversationFilter:
    status: str | None = None
    q: str | None = None
    assigned_user_id: str | None = None
    """An id, `me` or `none`."""
    label: int | None = None
    snoozed: bool = False
    is_synthetic: bool = False


def list_conversations(
    session: Session, user: User, wanted: ConversationFilter, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest activity first, and the cursor of the next one. Raises InvalidInput."""
    query = (
        select(Conversation)
        .join(Conversation.contact)
        .options(joinedload(Conversation.contact))
        .where(*_conditions(wanted, user))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(_before(Conversation.last_message_at, Conversation.id, decode_cursor(cursor)))
    rows = list(session.scalars(query))
    page = rows[:limit]
    more = encode_cursor((page[-1].last_message_at, page[-1].id)) if len(rows) > limit else None
    return present_conversations(session, page), more


def list_messages(
    session: Session, conversation_id: int, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first; the cursor goes back in time. Raises InvalidInput."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, in_thread())
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(_before(Message.sent_at, Message.id, decode_cursor(cursor)))
    rows = list(session.scalars(query))
    page = rows[:limit]
    more = encode_cursor((page[-1].sent_at, page[-1].id)) if len(rows) > limit else None
    return present_messages(session, page), more


def lock_messages(session: Session, ids: Sequence[int]) -> list[Message]:
    """Those rows in this order, locked and as they are now.

    Found first and locked by their ids: to lock while searching would wait for every row on the way.
    """
    query = select(Message).where(Message.id.in_(ids)).order_by(Message.id).with_for_update()
    rows = {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    return [rows[row_id] for row_id in ids if row_id in rows]


def present_messages(session: Session, messages: list[Message]) -> list[dict[str, Any]]:
    """The public messages, the rows of their files fetched at once."""
    files = media_of_messages(session, [row.id for row in messages])
    return [present_message(row, files.get(row.id)) for row in messages]


def present_conversations(session: Session, conversations: list[Conversation]) -> list[dict[str, Any]]:
    """The public conversations, their last messages and labels fetched at once."""
    ids = [row.last_message_id for row in conversations if row.last_message_id is not None]
    last = {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(ids)))} if ids else {}
    files = media_of_messages(session, last)
    labels = labels_of(session, [row.id for row in conversations])
    return [
        present_conversation(
            row,
            last.get(row.last_message_id or 0),
            files.get(row.last_message_id or 0),
            labels.get(row.id, ()),
        )
        for row in conversations
    ]


def conversation_stats(session: Session, user: User) -> dict[str, int]:
    """How many are in each status, are `user`'s, and wait for a person."""
    is_mine = and_(Conversation.status == "open", Conversation.assigned_user_id == user.id)
    counts = session.execute(
        select(
            Conversation.status,
            func.count(),
            _how_many(is_mine),
            _how_many(Conversation.needs_human_attention.is_(True)),
        )
        .join(Conversation.contact)
        .where(visible_to(user), Contact.is_synthetic.is_(False), Conversation.snoozed_until.is_(None))
        .group_by(Conversation.status)
    ).all()
    stats = dict.fromkeys(CONVERSATION_STATUSES, 0) | {status: number for status, number, _, _ in counts}
    stats["mine"] = sum(int(mine) for _, _, mine, _ in counts)
    stats["needs_attention"] = sum(int(waiting) for _, _, _, waiting in counts)
    return stats


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    # a sum of conditions would come back as a condition: true, however many there are
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _conditions(wanted: ConversationFilter, user: User) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [visible_to(user), Contact.is_synthetic.is_(wanted.is_synthetic)]
    if wanted.status:
        conditions.append(Conversation.status == wanted.status)
    if wanted.assigned_user_id == "none":
        conditions.append(Conversation.assigned_user_id.is_(None))
    elif wanted.assigned_user_id:
        conditions.append(Conversation.assigned_user_id == _user_id(wanted.assigned_user_id, user))
    if wanted.snoozed:
        conditions.append(Conversation.snoozed_until.is_not(None))
    elif not wanted.q:  # what is looked for is found, put off or not
        conditions.append(Conversation.snoozed_until.is_(None))
    if wanted.label is not None:
        conditions.append(has_label(wanted.label))
    if wanted.q and wanted.q.strip():
        conditions.append(_matches(wanted.q.strip()))
    return conditions


def _user_id(given: str, user: User) -> int:
    if given == "me":
        return user.id
    if not given.isdecimal() or len(given) > 18:
        raise InvalidInput("invalid_filter", "assigned_user_id é um número, `me` ou `none`.")
    return int(given)


def _matches(q: str) -> ColumnElement[bool]:
    """By protocol as typed, or by the contact."""
    protocol = Conversation.protocol.collate(searching.SEARCH_COLLATION).contains(q, autoescape=True)
    return or_(protocol, searching.matches(q))


def _before(
    moment: InstrumentedAttribute[Any], row_id: InstrumentedAttribute[int], position: Position
) -> ColumnElement[bool]:
    """Rows after `position` in a list that goes down; written so that the index narrows the search."""
    return and_(moment <= position[0], or_(moment < position[0], row_id < position[1]))
