"""Writing an outgoing message: a row first, the network later and elsewhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.activity import add_message
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import window_expires_at
from appliance.database import utc_now
from appliance.errors import InvalidInput
from appliance.queues import SEND_MESSAGES, enqueue
from appliance.realtime.events import publish_pending

TEXT_LIMIT = 4096
"""Characters of a text message (Meta: messages/send-messages)."""


def queue_text(
    session: Session,
    conversation: Conversation,
    sender_type: str,
    content: str,
    *,
    user: User | None = None,
    client_key: str | None = None,
    reply_to: int | None = None,
) -> Message:
    """Adds a text to the outbox, in the caller's transaction; after commit call `announce`.

    A bot's message carries the conversation's version: it is not sent once somebody else answers.
    Raises InvalidInput: `window_closed`, `too_long`, or `invalid_reply` for a message not of here.
    """
    session.refresh(conversation, with_for_update=True)
    if len(content) > TEXT_LIMIT:
        raise InvalidInput("too_long", f"O texto tem mais de {TEXT_LIMIT} caracteres.", limit=TEXT_LIMIT)
    require_window(conversation)
    if reply_to is not None and not _belongs(session, reply_to, conversation):
        raise InvalidInput("invalid_reply", "A mensagem citada não é desta conversa.")
    message = Message(
        conversation_id=conversation.id,
        sender_type=sender_type,
        sender_user_id=user.id if user else None,
        message_type="text",
        content=content,
        client_key=client_key,
        reply_to_id=reply_to,
        status="queued",
        owner_version=conversation.version if sender_type == "bot" else None,
        # whole seconds, as Meta's timestamps are: (sent_at, id) then orders both directions alike
        sent_at=utc_now().replace(microsecond=0),
    )
    add_message(session, conversation, message)
    return message


def require_window(conversation: Conversation) -> None:
    """Raises InvalidInput `window_closed` when Meta would refuse free text."""
    expires = window_expires_at(conversation)
    if expires is None or expires <= utc_now():
        raise InvalidInput(
            "window_closed",
            "Passaram mais de 24 horas desde a última mensagem do cliente: só modelos podem ser enviados.",
        )


def announce(context: Context, conversation_id: int) -> None:
    """After commit: has the worker send what is queued, and tells browsers."""
    enqueue(context.queues, SEND_MESSAGES, conversation_id)
    publish_pending(context)


def _belongs(session: Session, message_id: int, conversation: Conversation) -> bool:
    found = session.scalar(select(Message.conversation_id).where(Message.id == message_id))
    return found == conversation.id
