"""Reading conversations and messages: whole pages in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, asc, desc, select, union
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.conversations.activity import in_thread
from appliance.conversations.filtering import ConversationFilter, ways
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import present_conversation, present_message
from appliance.cursor import Position, after, before, decode_cursor, encode_cursor
from appliance.errors import NotFound
from appliance.labels.queries import labels_of
from appliance.media.queries import media_of_messages


def list_conversations(
    session: Session, user: User, wanted: ConversationFilter, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page in order of the last message, and the cursor of the next one. Raises InvalidInput."""
    position = decode_cursor(cursor) if cursor else None
    oldest_first = wanted.sort == "oldest"
    parts = [
        _first(conditions, position, oldest_first).limit(limit + 1)
        for conditions in ways(session, wanted, user)
    ]
    found = (parts[0] if len(parts) == 1 else union(*parts)).subquery()
    direction = asc if oldest_first else desc
    rows = list(
        session.scalars(
            select(Conversation)
            .join(found, found.c.id == Conversation.id)
            .options(joinedload(Conversation.contact, innerjoin=True))
            .order_by(direction(found.c.last_message_at), direction(found.c.id))
            .limit(limit + 1)
        )
    )
    page = rows[:limit]
    more = encode_cursor((page[-1].last_message_at, page[-1].id)) if len(rows) > limit else None
    return present_conversations(session, page), more


def _first(
    conditions: list[ColumnElement[bool]], position: Position | None, oldest_first: bool
) -> Select[int, datetime]:
    """In order from `position` on."""
    moment, row_id = Conversation.last_message_at, Conversation.id
    query = select(row_id, moment).where(*conditions)
    if position is not None:
        query = query.where((after if oldest_first else before)(moment, row_id, position))
    return query.order_by(moment, row_id) if oldest_first else query.order_by(moment.desc(), row_id.desc())


def list_messages(
    session: Session, conversation_id: int, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first; the cursor goes back in time. Raises InvalidInput."""
    rows = _messages_before(session, conversation_id, decode_cursor(cursor) if cursor else None, limit)
    return present_messages(session, rows[:limit]), _more(rows, limit)


def list_messages_around(
    session: Session, conversation_id: int, message_id: int, limit: int
) -> dict[str, Any]:
    """The page with that message in its middle, newest first, and cursors both ways. Raises NotFound."""
    message = session.get(Message, message_id)
    if message is None or message.conversation_id != conversation_id:
        raise NotFound("message_not_found", "Esta mensagem não existe.")
    here, half = (message.sent_at, message.id), max(1, limit // 2)
    newer = _messages_after(session, conversation_id, here, half)
    older = _messages_before(session, conversation_id, here, half)
    page = [*reversed(newer[:half]), message, *older[:half]]
    return {
        "data": present_messages(session, page),
        "next_cursor": _more(older, half),
        "newer_cursor": _more(newer, half),
    }


def list_messages_after(
    session: Session, conversation_id: int, limit: int, cursor: str
) -> tuple[list[dict[str, Any]], str | None]:
    """The page above a `newer_cursor`, newest first, and the cursor above it; None at the present."""
    rows = _messages_after(session, conversation_id, decode_cursor(cursor), limit)
    return present_messages(session, list(reversed(rows[:limit]))), _more(rows, limit)


def _messages_before(
    session: Session, conversation_id: int, position: Position | None, limit: int
) -> list[Message]:
    query = select(Message).where(Message.conversation_id == conversation_id, in_thread())
    if position is not None:
        query = query.where(before(Message.sent_at, Message.id, position))
    return list(session.scalars(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(limit + 1)))


def _messages_after(session: Session, conversation_id: int, position: Position, limit: int) -> list[Message]:
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        in_thread(),
        after(Message.sent_at, Message.id, position),
    )
    return list(session.scalars(query.order_by(Message.sent_at, Message.id).limit(limit + 1)))


def _more(rows: Sequence[Message], limit: int) -> str | None:
    """Of one row more than are shown."""
    return encode_cursor((rows[limit - 1].sent_at, rows[limit - 1].id)) if len(rows) > limit else None


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
