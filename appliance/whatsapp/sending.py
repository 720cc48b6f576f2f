"""Sending what the outbox holds: one conversation at a time, its messages one by one and in order.

queued → claimed (by conditional update) → database released → Graph call → outcome stored. Outcomes are
distinct: accepted, refused, later, unknown. Unknown is never resent by itself: it may have arrived.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import uniform
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.canonical import learn_canonical
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import is_still_the_bots
from appliance.database import run_transaction, utc_now
from appliance.queues import SEND_MESSAGES, enqueue
from appliance.realtime.events import MESSAGE_UPDATED, publish_pending, record
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Sent, Unreachable
from appliance.whatsapp.graph_errors import RETRYABLE, THROTTLED, error_of
from appliance.whatsapp.receipts import advance, callback_data, settle

MAX_ATTEMPTS = 12
"""Throttled or unreachable this often (about ten minutes), a message fails visibly."""
CLAIM_SECONDS = 60
"""A claim older than this was left by a crash: its message becomes unknown."""
RUN_SECONDS = 30
"""A job passes its conversation on after this long, well inside the job timeout."""

SUPERSEDED = {
    "code": None,
    "kind": "superseded",
    "title": None,
    "message": "Uma pessoa assumiu antes do envio.",
}
NO_ANSWER = {
    "code": None,
    "kind": "unknown",
    "title": None,
    "message": "Sem resposta do WhatsApp: pode ter chegado.",
}
UNREACHABLE = "O WhatsApp não pôde ser alcançado."

log = structlog.get_logger()


@dataclass(frozen=True)
class Claimed:
    """What the call needs once the database is released."""

    message_id: int
    attempt: int
    body: dict[str, Any]


def send_conversation(context: Context, client: GraphClient, conversation_id: int) -> None:
    """Sends every message of the conversation that is due, until one has to wait."""
    deadline = monotonic() + RUN_SECONDS
    while True:
        claimed = run_transaction(context.sessions, lambda session: _claim(session, conversation_id))
        if claimed is None:
            break
        _send(context, client, claimed)
        publish_pending(context)
        if monotonic() > deadline:
            enqueue(context.queues, SEND_MESSAGES, conversation_id)
            return
    publish_pending(context)


def _claim(session: Session, conversation_id: int) -> Claimed | None:
    """Takes the oldest queued message, if it is due and nobody holds it; the lock makes this the only one."""
    conversation = session.scalar(
        select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    )
    if conversation is None:
        return None
    queued = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.status == "queued")
        .order_by(Message.id)
        .with_for_update()
    )
    for message in queued:
        if message.claimed_at is not None or (message.retry_at and message.retry_at > utc_now()):
            return None
        if message.owner_version is not None and not is_still_the_bots(conversation, message):
            advance(session, message, "failed", dict(SUPERSEDED))
            continue
        message.claimed_at = utc_now()
        message.retry_at = None
        message.attempts += 1
        return Claimed(message.id, message.attempts, _body(session, conversation, message))
    return None


def _body(session: Session, conversation: Conversation, message: Message) -> dict[str, Any]:
    """POST /messages (Meta: messages/send-messages); `+` keeps Meta from guessing the country."""
    contact = conversation.contact
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "text",
        "text": {"body": message.content, "preview_url": False},
        "biz_opaque_callback_data": callback_data(message),
    }
    body |= {"to": f"+{contact.wa_id}"} if contact.wa_id else {"recipient": contact.bsuid}
    if message.reply_to_id is not None:
        quoted = session.scalar(select(Message.whatsapp_message_id).where(Message.id == message.reply_to_id))
        if quoted:
            body["context"] = {"message_id": quoted}
    return body


def _send(context: Context, client: GraphClient, claimed: Claimed) -> None:
    try:
        sent = client.send_message(claimed.body)
    except GraphError as error:
        log.info("message refused", message_id=claimed.message_id, code=error.code, kind=error.kind)
        reason = error_of(error.code, error.title, error.http_status)
        later = error.kind in {THROTTLED, RETRYABLE}
        run_transaction(context.sessions, lambda session: _not_sent(session, claimed, reason, later=later))
    except Unreachable as error:
        log.info("WhatsApp unreachable", message_id=claimed.message_id, reason=str(error)[:200])
        reason = {"code": None, "kind": RETRYABLE, "title": None, "message": UNREACHABLE}
        run_transaction(context.sessions, lambda session: _not_sent(session, claimed, reason, later=True))
    except NoAnswer as error:
        log.warning("no answer from WhatsApp", message_id=claimed.message_id, reason=str(error)[:200])
        run_transaction(context.sessions, lambda session: _unknown(session, claimed))
    else:
        run_transaction(context.sessions, lambda session: _accepted(session, claimed, sent))


def _lock(session: Session, claimed: Claimed) -> Message | None:
    """The message, unless its claim was taken from it meanwhile (by a receipt, a sweep or a resend)."""
    message = session.get_one(Message, claimed.message_id, with_for_update=True)
    return message if message.claimed_at and message.attempts == claimed.attempt else None


def _accepted(session: Session, claimed: Claimed, sent: Sent) -> None:
    if sent.wa_id is not None and "to" in claimed.body:
        learn_canonical(session, claimed.body["to"].removeprefix("+"), sent.wa_id)
    message = session.get_one(Message, claimed.message_id, with_for_update=True)
    if message.attempts == claimed.attempt:
        message.claimed_at = None
    if message.whatsapp_message_id is None:
        message.whatsapp_message_id = sent.message_id
        message.retry_at = None
        advance(session, message, "accepted")
        session.flush()
        settle(session, message)
        settle_changes(session, [message])


def _not_sent(session: Session, claimed: Claimed, reason: dict[str, object], *, later: bool) -> None:
    message = _lock(session, claimed)
    if message is None:
        return
    message.claimed_at = None
    if later and message.attempts < MAX_ATTEMPTS:
        message.retry_at = utc_now() + backoff(message.attempts)
        message.error = reason
        record(session, MESSAGE_UPDATED, message.conversation_id, message.id)
    else:
        advance(session, message, "failed", reason)


def _unknown(session: Session, claimed: Claimed) -> None:
    message = _lock(session, claimed)
    if message is not None:
        mark_unknown(session, message)


def mark_unknown(session: Session, message: Message) -> None:
    """Nobody knows whether it arrived: a later receipt tells, or a person decides to resend."""
    message.claimed_at = None
    message.status = "unknown"
    message.error = dict(NO_ANSWER)
    record(session, MESSAGE_UPDATED, message.conversation_id, message.id)


def backoff(attempt: int) -> timedelta:
    """2, 4, 8 … seconds up to two minutes, each spread over its upper half."""
    ceiling = min(2.0**attempt, 120.0)
    return timedelta(seconds=uniform(ceiling / 2, ceiling))  # noqa: S311 - jitter guards nothing
