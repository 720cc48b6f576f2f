"""Writing an outgoing message: a row first, the network later and elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.drafts import Composed
from appliance.composing.limits import OLD_DAYS, TEXT
from appliance.context import Context
from appliance.conversations.activity import CANCELLED, NO_MESSAGE, SCHEDULED, add_message
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import window_expires_at
from appliance.database import utc_now
from appliance.errors import InvalidInput
from appliance.realtime.events import MESSAGE_UPDATED, publish_pending, record
from appliance.whatsapp.outbound_waking import ask_to_send

TEXT_LIMIT = TEXT
TEMPLATE = "template"
_NOT_AT_WHATSAPP = (SCHEDULED, CANCELLED, "queued", "failed")
"""A message that failed later keeps the id that WhatsApp gave it: the id alone says too little."""

_TOO_LATE = "Passaram mais de 24 horas desde a última mensagem do cliente: só modelos podem ser enviados."
_TOO_EARLY = "Este cliente ainda não escreveu: só um modelo de mensagem pode começar a conversa."


@dataclass(frozen=True)
class Sending:
    """How a message is to be sent."""

    client_key: str | None = None
    client_digest: str | None = None
    reply_to: int | None = None
    lane: str = "person"
    scheduled_at: datetime | None = None


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
    """Adds a text to the outbox; see queue_message. Raises InvalidInput also `too_long`."""
    if len(content) > TEXT_LIMIT:
        raise InvalidInput(
            "too_long", f"O texto tem mais de {TEXT_LIMIT} caracteres.", field="content", limit=TEXT_LIMIT
        )
    how = Sending(client_key=client_key, reply_to=reply_to)
    return queue_message(session, conversation, sender_type, Composed("text", content), how, user=user)


def queue_message(
    session: Session,
    conversation: Conversation,
    sender_type: str,
    composed: Composed,
    how: Sending,
    *,
    user: User | None = None,
) -> Message:
    """Adds a message to the outbox, in the caller's transaction; after commit call `announce`.

    Scheduled, it waits outside the thread; the 24 hours are looked at when its time comes.
    A bot's message carries the conversation's version: it is not sent once somebody else answers.
    Raises InvalidInput: `window_closed`, or `invalid_reply` for what is not of here or not at WhatsApp.
    """
    session.refresh(conversation, with_for_update=True)
    if how.scheduled_at is None and composed.message_type != TEMPLATE:
        require_window(conversation)
    message = Message(
        conversation_id=conversation.id,
        sender_type=sender_type,
        sender_user_id=user.id if user else None,
        message_type=composed.message_type,
        content=composed.content,
        record=composed.record,
        outgoing=composed.outgoing,
        lane=how.lane,
        client_key=how.client_key,
        client_digest=how.client_digest,
        reply_to_id=_quotable(session, how.reply_to, conversation, composed.message_type),
        status="queued" if how.scheduled_at is None else SCHEDULED,
        scheduled_at=how.scheduled_at,
        owner_version=conversation.version if sender_type == "bot" else None,
        sent_at=now_in_thread(),
    )
    if how.scheduled_at is None:
        add_message(session, conversation, message)
    else:
        session.add(message)
        session.flush()
        record(session, MESSAGE_UPDATED, conversation.id, message.id)
    if composed.media is not None:
        composed.media.message_id = message.id
    return message


def now_in_thread() -> datetime:
    """Whole seconds, as Meta's timestamps are: (sent_at, id) then orders both directions alike."""
    return utc_now().replace(microsecond=0)


def is_window_open(conversation: Conversation) -> bool:
    """Whether Meta takes free text now."""
    expires = window_expires_at(conversation)
    return expires is not None and expires > utc_now()


def require_window(conversation: Conversation) -> None:
    """Raises InvalidInput `window_closed` when Meta would refuse free text."""
    if not is_window_open(conversation):
        has_written = conversation.last_customer_message_at is not None
        raise InvalidInput("window_closed", _TOO_LATE if has_written else _TOO_EARLY, templates=True)


def announce(context: Context, conversation_id: int) -> None:
    """After commit: has the worker send what is queued, and tells browsers."""
    ask_to_send(context, conversation_id)
    publish_pending(context)


def is_old(message: Message) -> bool:
    """Too old for WhatsApp to quote it, or to take a reaction to it."""
    return message.sent_at < utc_now() - timedelta(days=OLD_DAYS)


def is_at_whatsapp(message: Message) -> bool:
    """Whether WhatsApp has it: the customer can see what is quoted, or will before the quote comes."""
    is_kept_here = message.message_type in NO_MESSAGE or message.status in _NOT_AT_WHATSAPP
    return message.whatsapp_message_id is not None and not is_kept_here


def _quotable(
    session: Session, message_id: int | None, conversation: Conversation, message_type: str
) -> int | None:
    """What the new message quotes. Nothing where WhatsApp shows no quote: an old message's, or a template's.

    Meta: messages/contextual-replies. So the inbox shows what the customer sees.
    """
    if message_id is None:
        return None
    quoted = session.get(Message, message_id)
    if quoted is None or quoted.conversation_id != conversation.id:
        raise InvalidInput("invalid_reply", "A mensagem citada não é desta conversa.", field="reply_to")
    if not is_at_whatsapp(quoted):
        raise InvalidInput(
            "invalid_reply",
            "Esta mensagem não está no WhatsApp do cliente: não pode ser citada.",
            field="reply_to",
        )
    return None if message_type == TEMPLATE or is_old(quoted) else quoted.id
