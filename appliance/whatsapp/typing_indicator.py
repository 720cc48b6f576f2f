"""An attendant is writing: the customer sees "typing…" (Meta: messages/typing-indicators)."""

from redis import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.conversations.ownership import require_owner
from appliance.conversations.visibility import find_conversation
from appliance.database import utc_now
from appliance.job_queues import SHOW_TYPING, enqueue
from appliance.whatsapp.courtesies import OLDEST, TYPING_SECONDS

_KEY = "typing:{}"


def show_typing(context: Context, user: User, conversation_id: int) -> None:
    """Told to Meta at most once in twenty seconds, and not at all where there is nothing to answer.

    Meta shows it with a message of the customer's, and marks that one read. Raises NotFound, Conflict
    `not_owner`.
    """
    with context.sessions() as session:
        conversation = find_conversation(session, user, conversation_id)
        require_owner(conversation, user)
        message_id = _newest(session, conversation_id)
    if message_id is not None and _is_time(context, conversation_id):
        enqueue(context.queues, SHOW_TYPING, message_id)


def _newest(session: Session, conversation_id: int) -> int | None:
    """The customer's newest message, if Meta still knows it."""
    return session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Message.sender_type == "customer",
            Message.whatsapp_message_id.is_not(None),
            Message.sent_at > utc_now() - OLDEST,
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )


def _is_time(context: Context, conversation_id: int) -> bool:
    """Whether Meta was not told just now. Without Redis nobody is: it could not be counted."""
    try:
        return bool(context.redis.set(_KEY.format(conversation_id), 1, nx=True, ex=TYPING_SECONDS))
    except RedisError:
        return False
