"""What an attendant sends: a reply, once however often the button is pressed, and a resend."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.conversations.outbox import announce, queue_text, require_window
from appliance.conversations.ownership import require_owner
from appliance.conversations.presenting import present_message
from appliance.conversations.queries import get_conversation
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.realtime.events import MESSAGE_UPDATED, record

RESENDABLE = ("failed", "unknown")


@dataclass(frozen=True)
class Reply:
    conversation_id: int
    content: str
    client_key: str | None = None
    reply_to: int | None = None


def send_reply(context: Context, user: User, reply: Reply) -> tuple[dict[str, Any], bool]:
    """The message and whether it is new: the same client key is the same message.

    Raises NotFound, Conflict (`not_owner`, `client_key_used`), InvalidInput (as outbox.queue_text).
    """

    def work(session: Session) -> tuple[dict[str, Any], bool]:
        known = _known(session, user, reply)
        if known is not None:
            return present_message(known), False
        conversation = get_conversation(session, reply.conversation_id, lock=True)
        require_owner(conversation, user)
        message = queue_text(
            session,
            conversation,
            "attendant",
            reply.content,
            user=user,
            client_key=reply.client_key,
            reply_to=reply.reply_to,
        )
        return present_message(message), True

    shown, is_new = run_transaction(context.sessions, work)  # a lost race for the key finds it next time
    if is_new:
        announce(context, reply.conversation_id)
    return shown, is_new


def resend(context: Context, user: User, message_id: int) -> dict[str, Any]:
    """Exactly one new attempt of a message that failed or whose fate is unknown.

    Raises NotFound, Conflict (`not_resendable`, `not_owner`), InvalidInput `window_closed`.
    """

    def work(session: Session) -> dict[str, Any]:
        conversation_id = session.scalar(select(Message.conversation_id).where(Message.id == message_id))
        if conversation_id is None:
            raise NotFound("message_not_found", "Esta mensagem não existe.")
        conversation = get_conversation(session, conversation_id, lock=True)
        require_owner(conversation, user)
        require_window(conversation)
        message = session.get_one(Message, message_id, with_for_update=True)
        if message.status not in RESENDABLE or message.sender_type == "customer":
            raise Conflict(
                "not_resendable", "Só mensagens que falharam podem ser reenviadas.", status=message.status
            )
        message.status = "queued"
        message.error = None
        message.whatsapp_message_id = None
        message.retry_at = None
        message.owner_version = None  # a person wants it sent, whoever wrote it
        message.sent_at = utc_now().replace(microsecond=0)
        record(session, MESSAGE_UPDATED, conversation_id, message.id)
        return present_message(message)

    shown = run_transaction(context.sessions, work)
    announce(context, shown["conversation_id"])
    return shown


def _known(session: Session, user: User, reply: Reply) -> Message | None:
    if reply.client_key is None:
        return None
    message = session.scalar(select(Message).where(Message.client_key == reply.client_key))
    if message is None:
        return None
    if message.sender_user_id != user.id or message.conversation_id != reply.conversation_id:
        raise Conflict("client_key_used", "Esta chave já foi usada em outra mensagem.")
    return message
