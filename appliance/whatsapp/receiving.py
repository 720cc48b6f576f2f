"""Working through one stored webhook body, item by item, each in its own short transaction.

A repeat is a no-op, by WhatsApp's ids. What one item breaks, only that item loses: it is noted on the
delivery, which ends `dead` and visible. Trouble with the database itself ends the run instead, and the
sweeper begins it again.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from appliance.contacts.identity import resolve
from appliance.context import Context
from appliance.conversations.activity import add_message
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Message
from appliance.conversations.ownership import BOT
from appliance.database import is_outage, run_transaction, transaction, utc_now
from appliance.queues import CONSIDER_MESSAGE, enqueue
from appliance.realtime.events import publish_pending
from appliance.settings import TenantSettings
from appliance.whatsapp import deliveries
from appliance.whatsapp.payload import (
    InboundMessage,
    Item,
    MalformedBody,
    Note,
    OtherNumber,
    OutOfShape,
    parse_message,
    parse_receipt,
    read_body,
    walk,
)
from appliance.whatsapp.receipts import take_receipt

POISON = (LookupError, TypeError, ValueError, AttributeError, DBAPIError)
"""What content nobody foresaw makes code and database raise."""

log = structlog.get_logger()


def process_delivery(context: Context, delivery_id: int) -> None:
    """Does nothing if the delivery is done already or in other hands."""
    with transaction(context.sessions) as session:
        leased = deliveries.lease(session, delivery_id)
    if leased is None:
        return
    try:
        entries = read_body(leased.body)
    except MalformedBody as error:
        log.warning("malformed webhook body", delivery_id=delivery_id, reason=str(error))
        state, notes = deliveries.MALFORMED, [str(error)]
    else:
        state, notes = _process_items(context, delivery_id, entries)
    with transaction(context.sessions) as session:
        deliveries.finish(session, delivery_id, state, "; ".join(notes))


def _process_items(context: Context, delivery_id: int, entries: list[object]) -> tuple[str, list[str]]:
    state, notes = deliveries.DONE, []
    for position, item in enumerate(walk(entries, context.settings.whatsapp.phone_number_id)):
        if isinstance(item, Note):
            notes.append(item.text)
            state = _worse(state, _NOTE_STATES.get(type(item), deliveries.DONE))
            continue
        try:
            _ITEM_KINDS[item.kind](context, item)
        except POISON as error:
            if isinstance(error, DBAPIError) and is_outage(error):
                raise
            log.exception("webhook item left out", delivery_id=delivery_id, item=position)
            state = deliveries.DEAD
            notes.append(f"item {position} ({item.kind}): {_in_words(error)}")
    return state, notes


_NOTE_STATES: dict[type[Note], str] = {OutOfShape: deliveries.MALFORMED, OtherNumber: deliveries.DEAD}
"""`dead` can be taken up again: once the number in the settings is the right one, say."""
_SEVERITY = (deliveries.DONE, deliveries.MALFORMED, deliveries.DEAD)


def _worse(state: str, other: str) -> str:
    return max(state, other, key=_SEVERITY.index)


def _in_words(error: Exception) -> str:
    """For an admin to read: what the database says is a statement with its values, which stays in the log."""
    if isinstance(error, DBAPIError):
        return "the database refused its values"
    return f"{type(error).__name__}: {str(error)[:120]}"


def _process_message(context: Context, item: Item) -> None:
    inbound = parse_message(item.raw, item.contacts)
    tenant = context.settings.tenant
    message_id = run_transaction(context.sessions, lambda session: store_message(session, inbound, tenant))
    publish_pending(context)
    if message_id is not None:
        enqueue(context.queues, CONSIDER_MESSAGE, message_id)


def _process_receipt(context: Context, item: Item) -> None:
    receipt = parse_receipt(item.raw)
    run_transaction(context.sessions, lambda session: take_receipt(session, receipt))
    publish_pending(context)


_ITEM_KINDS: dict[str, Callable[[Context, Item], None]] = {
    "message": _process_message,
    "status": _process_receipt,
}


def store_message(session: Session, inbound: InboundMessage, tenant: TenantSettings) -> int | None:
    """Contact, conversation, message and event in the caller's transaction.

    The message's id if the bot is to consider it; None for a repeat, for a conversation in a person's
    hands, for notices of WhatsApp's own and for the provisioning test's contact.
    """
    if session.scalar(select(Message.id).where(Message.whatsapp_message_id == inbound.id)) is not None:
        return None
    contact = resolve(session, inbound.identity, smoke_wa_id=tenant.smoke_wa_id)
    conversation = live_conversation(session, contact, tenant.timezone)
    is_notice = inbound.type == "system"
    message = Message(
        conversation_id=conversation.id,
        sender_type="system" if is_notice else "customer",
        message_type=inbound.type,
        content=inbound.content,
        payload=inbound.raw,
        whatsapp_message_id=inbound.id,
        reply_to_id=_quoted(session, inbound.reply_to, conversation.id),
        status="received",
        sent_at=_sent_at(inbound.sent_at),
    )
    if not is_notice:
        conversation.unread_count += 1
        opened = conversation.last_customer_message_at
        conversation.last_customer_message_at = max(opened, message.sent_at) if opened else message.sent_at
    add_message(session, conversation, message)
    asks_bot = conversation.status == BOT and not is_notice and not contact.is_synthetic
    return message.id if asks_bot else None


def _sent_at(claimed: datetime | None) -> datetime:
    """Meta's timestamp, never later than now: a clock ahead of ours would stretch the 24 hours."""
    now = utc_now().replace(microsecond=0)
    return min(claimed, now) if claimed else now


def _quoted(session: Session, whatsapp_message_id: str | None, conversation_id: int) -> int | None:
    if whatsapp_message_id is None:
        return None
    return session.scalar(
        select(Message.id).where(
            Message.whatsapp_message_id == whatsapp_message_id, Message.conversation_id == conversation_id
        )
    )
