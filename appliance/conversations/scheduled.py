"""What people do with messages that wait for their time: see, change, call off, send at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.rewriting import rewrite
from appliance.context import Context
from appliance.conversations.activity import CANCELLED, SCHEDULED
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import announce
from appliance.conversations.ownership import require_owner
from appliance.conversations.queries import present_messages
from appliance.conversations.replies import require_possible, require_soon
from appliance.conversations.scheduling import next_moment, release
from appliance.conversations.visibility import find_conversation, find_message, visible_to
from appliance.cursor import decode_cursor, encode_cursor
from appliance.database import run_transaction
from appliance.errors import Conflict
from appliance.realtime.events import MESSAGE_UPDATED, publish_pending, record
from appliance.search.marking import mark_changed


def list_scheduled(
    session: Session, user: User, conversation_id: int | None, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, the next to leave first, of one conversation or of all. Raises NotFound, InvalidInput."""
    query = select(Message).where(Message.status == SCHEDULED)
    if conversation_id is not None:
        find_conversation(session, user, conversation_id)
        query = query.where(Message.conversation_id == conversation_id)
    else:
        query = query.join(Conversation, Conversation.id == Message.conversation_id).where(visible_to(user))
    if cursor:
        at, row_id = decode_cursor(cursor)
        later = or_(Message.scheduled_at > at, Message.id > row_id)
        query = query.where(and_(Message.scheduled_at >= at, later))
    query = query.order_by(Message.scheduled_at, Message.id).limit(limit + 1)
    rows = list(session.scalars(query))
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    more = encode_cursor((last.scheduled_at, last.id)) if last is not None and last.scheduled_at else None
    return present_messages(session, page), more


def change_scheduled(
    context: Context, user: User, message_id: int, *, at: datetime | None, content: str | None
) -> dict[str, Any]:
    """Another time, other words, or both.

    Raises NotFound, Conflict (`not_scheduled`, `not_owner`), InvalidInput (`invalid_schedule`, and as
    composing.rewriting).
    """

    def change(session: Session, _conversation: Conversation, message: Message) -> None:
        if at is not None:
            require_soon(at)
            message.scheduled_at = at
        if content is not None:
            composed = rewrite(message, content)
            message.content, message.outgoing = composed.content, composed.outgoing
            mark_changed(session, message.id)

    shown = _change(context, user, message_id, change)
    publish_pending(context)
    return shown


def cancel(context: Context, user: User, message_id: int) -> dict[str, Any]:
    """It will not be sent. Raises NotFound, Conflict (`not_scheduled`, `not_owner`)."""

    def change(_session: Session, _conversation: Conversation, message: Message) -> None:
        message.status = CANCELLED

    shown = _change(context, user, message_id, change)
    publish_pending(context)
    return shown


def send_now(context: Context, user: User, message_id: int) -> dict[str, Any]:
    """It leaves at once.

    Raises NotFound, Conflict (`not_scheduled`, `not_owner`), InvalidInput (as replies.require_possible):
    then it waits as before.
    """

    def change(session: Session, conversation: Conversation, message: Message) -> None:
        require_owner(conversation, user)
        require_possible(session, conversation, message)
        release(session, conversation, message, next_moment(conversation))

    shown = _change(context, user, message_id, change)
    announce(context, shown["conversation_id"])
    return shown


def _change(
    context: Context,
    user: User,
    message_id: int,
    change: Callable[[Session, Conversation, Message], None],
) -> dict[str, Any]:
    def work(session: Session) -> dict[str, Any]:
        conversation_id = find_message(session, user, message_id).conversation_id
        conversation = find_conversation(session, user, conversation_id, lock=True)
        message = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
        if message.status != SCHEDULED:
            text = "Esta mensagem não está mais agendada. Veja como ficou."
            raise Conflict("not_scheduled", text, status=message.status)
        _require_say(conversation, message, user)
        change(session, conversation, message)
        session.flush()
        if message.status != "queued":
            record(session, MESSAGE_UPDATED, conversation.id, message.id)
        return present_messages(session, [message])[0]

    return run_transaction(context.sessions, work)


def _require_say(conversation: Conversation, message: Message, user: User) -> None:
    """Who wrote it, who answers the conversation, and who may override anybody. Raises Conflict."""
    if message.sender_user_id == user.id or user.may("conversation.override"):
        return
    require_owner(conversation, user)
