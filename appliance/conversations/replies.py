"""What an attendant sends: a message of any kind, once however often the button is pressed, and a resend."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.compose import compose
from appliance.composing.drafts import Draft
from appliance.composing.limits import SCHEDULE_DAYS
from appliance.composing.templates import require_sendable, template_id_of
from appliance.context import Context
from appliance.conversations.activity import REACTION
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import (
    TEMPLATE,
    Sending,
    announce,
    now_in_thread,
    queue_message,
    require_window,
)
from appliance.conversations.ownership import attended, require_owner
from appliance.conversations.queries import present_messages
from appliance.conversations.turns import said
from appliance.conversations.visibility import find_conversation, find_message
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, InvalidInput
from appliance.realtime.events import MESSAGE_UPDATED, publish_pending, record
from appliance.signatures.signing import signed
from appliance.whatsapp.meanings import HELD_BACK
from appliance.whatsapp.receipts import give_up_attempt

RESENDABLE = ("failed", "unknown")


@dataclass(frozen=True)
class Reply:
    conversation_id: int
    draft: Draft
    client_key: str | None = None
    reply_to: int | None = None
    lane: str = "person"
    scheduled_at: datetime | None = None


def send_reply(context: Context, user: User, reply: Reply) -> tuple[dict[str, Any], bool]:
    """The message and whether it is new: the same client key is the same message.

    Raises NotFound, Conflict (`not_owner`, `client_key_used`), InvalidInput (as composing.compose and
    outbox.queue_message, and `invalid_schedule`).
    """

    def work(session: Session) -> tuple[dict[str, Any], bool]:
        known = _known(session, user, reply)
        if known is not None:
            return present_messages(session, [known])[0], False
        conversation = find_conversation(session, user, reply.conversation_id, lock=True)
        message = reply_within(session, conversation, user, reply)
        return present_messages(session, [message])[0], True

    shown, is_new = run_transaction(context.sessions, work)  # a lost race for the key finds it next time
    if is_new and reply.scheduled_at is None:
        announce(context, reply.conversation_id)
    elif is_new:
        publish_pending(context)
    return shown, is_new


def resend(context: Context, user: User, message_id: int) -> dict[str, Any]:
    """Exactly one new attempt of a message that failed or whose fate is unknown.

    Raises NotFound, Conflict (`not_resendable`, `not_owner`, `held_back`), InvalidInput (`window_closed`; for
    a template as composing.templates.require_sendable).
    """

    def work(session: Session) -> dict[str, Any]:
        conversation_id = find_message(session, user, message_id).conversation_id
        conversation = find_conversation(session, user, conversation_id, lock=True)
        require_owner(conversation, user)
        message = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
        is_ours = message.sender_type != "customer" and message.message_type != REACTION
        if message.status not in RESENDABLE or not is_ours:
            raise Conflict(
                "not_resendable", "Só mensagens que falharam podem ser reenviadas.", status=message.status
            )
        _require_not_held_back(message)
        require_possible(session, conversation, message)
        message.status = "queued"
        message.error = None
        give_up_attempt(session, message)
        message.retry_at = None
        message.owner_version = None  # a person wants it sent, whoever wrote it
        message.sent_at = now_in_thread()
        said(conversation, message)
        attended(session, conversation)
        record(session, MESSAGE_UPDATED, conversation_id, message.id)
        return present_messages(session, [message])[0]

    shown = run_transaction(context.sessions, work)
    announce(context, shown["conversation_id"])
    return shown


def _require_not_held_back(message: Message) -> None:
    """Raises Conflict `held_back` while Meta is known not to deliver it to this customer (131049)."""
    error = message.error or {}
    until = error.get("until") if error.get("reason") == HELD_BACK.name else None
    if until is not None and datetime.fromisoformat(until) > utc_now():
        raise Conflict(
            "held_back",
            "A Meta não entrega esta mensagem a este cliente agora: reenvie 24 horas depois da falha.",
            until=until,
        )


def require_possible(session: Session, conversation: Conversation, message: Message) -> None:
    """Raises InvalidInput when WhatsApp would not take now what was written before."""
    if message.message_type != TEMPLATE:
        require_window(conversation)
        return
    template_id = template_id_of(message.record)
    if template_id is not None:
        require_sendable(session, conversation.contact, template_id)


def require_soon(moment: datetime) -> None:
    """Raises InvalidInput `invalid_schedule` for the past, and for what nobody will remember."""
    now = utc_now()
    if not now < moment <= now + timedelta(days=SCHEDULE_DAYS):
        raise InvalidInput(
            "invalid_schedule",
            "Escolha um momento no futuro, até um ano a partir de agora.",
            field="scheduled_at",
            limit=SCHEDULE_DAYS,
        )


def reply_within(session: Session, conversation: Conversation, user: User, reply: Reply) -> Message:
    """In the caller's transaction; after commit call outbox.announce. Raises as send_reply."""
    require_owner(conversation, user)
    if reply.scheduled_at is not None:
        require_soon(reply.scheduled_at)
    elif reply.draft.message_type != TEMPLATE:
        require_window(conversation)  # said first: what is wrong with the text does not matter then
    composed = compose(session, user, conversation.contact, signed(session, user, reply.draft))
    how = Sending(reply.client_key, _digest(reply), reply.reply_to, reply.lane, reply.scheduled_at)
    message = queue_message(session, conversation, "attendant", composed, how, user=user)
    if reply.scheduled_at is None:
        attended(session, conversation)
    session.flush()
    return message


def _known(session: Session, user: User, reply: Reply) -> Message | None:
    if reply.client_key is None:
        return None
    message = session.scalar(select(Message).where(Message.client_key == reply.client_key))
    if message is None:
        return None
    is_same = message.client_digest in (None, _digest(reply))
    if message.sender_user_id != user.id or not is_same:
        raise Conflict("client_key_used", "Esta chave já foi usada em outra mensagem.")
    return message


def _digest(reply: Reply) -> str:
    """Of what was asked for, in the words of the request."""
    asked = {name: value for name, value in asdict(reply).items() if name != "client_key"}
    document = json.dumps(asked, sort_keys=True, default=str)
    return blake2b(document.encode(), digest_size=16).hexdigest()
