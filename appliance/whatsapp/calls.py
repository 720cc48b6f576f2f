"""Calls: each is one line in the conversation, made anew from all that WhatsApp says of it in any order.

Meta, webhooks/reference/calls: `connect` and `terminate` come as calls, ringing and its end as statuses.
A call by the customer opens the 24 h window as a message does. Nobody answers calls here: the line tells
people that the customer rang.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import Identity, resolve
from appliance.conversations.activity import add_message
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, CLOSED
from appliance.realtime.events import CONVERSATION_UPDATED, MESSAGE_UPDATED, record
from appliance.settings import TenantSettings
from appliance.whatsapp.fields import get, items, moment, number, some, text, word
from appliance.whatsapp.inbound import open_window
from appliance.whatsapp.payload import identity_of, not_later_than_now

BY_USER, BY_BUSINESS = "USER_INITIATED", "BUSINESS_INITIATED"
_RANKS = {"connect": 0, "RINGING": 1, "ACCEPTED": 2, "REJECTED": 3, "terminate": 4}
EVENTS_KEPT = 20


def store_call(
    session: Session, raw: Any, contacts: list[Any], business_number: str | None, tenant: TenantSettings
) -> int | None:
    """One thing said of a call. The message's id if the bot is to consider it: a new call by the customer.

    Raises ValueError when it has no id or does not say with whom.
    """
    call_id = text(get(raw, "id"))
    if call_id is None:
        raise ValueError("call without id")
    known = select(Message).where(Message.whatsapp_message_id == call_id)
    message = session.scalar(known.with_for_update())
    if message is not None:
        return _add_event(session, message, raw)
    is_by_user = _direction([raw]) == BY_USER
    customer = _customer(raw, contacts, business_number)
    customer = replace(customer, said_at=_began(raw) if is_by_user else None)
    contact = resolve(session, customer, smoke_wa_id=tenant.smoke_wa_id)
    conversation = live_conversation(session, contact, tenant.timezone)
    message = Message(
        conversation_id=conversation.id,
        sender_type="customer" if is_by_user else "attendant",
        message_type="call",
        whatsapp_message_id=call_id,
        status="received" if is_by_user else "sent",
    )
    tell(message, [raw])
    add_message(session, conversation, message)
    return _ring(conversation, message) if is_by_user else None


def _add_event(session: Session, message: Message, raw: Any) -> int | None:
    """The message's id if the bot is to consider it: only now is it known that the customer rang."""
    events = items(get(message.payload, "events"))
    if raw in events or len(events) >= EVENTS_KEPT:
        return None
    tell(message, [*events, raw])
    record(session, MESSAGE_UPDATED, message.conversation_id, message.id)
    if message.sender_type == "customer" or _direction([raw]) != BY_USER:
        return None
    message.sender_type, message.status = "customer", "received"
    conversation = session.get_one(Conversation, message.conversation_id, with_for_update=True)
    record(session, CONVERSATION_UPDATED, conversation.id)
    return _ring(conversation, message)


def _ring(conversation: Conversation, message: Message) -> int | None:
    """The customer's call is unread and opens the window; the message's id if the bot answers here."""
    if conversation.status != CLOSED:  # since it rang
        conversation.unread_count += 1
    open_window(conversation, message.sent_at)
    asks_bot = conversation.status == BOT and not conversation.contact.is_synthetic
    return message.id if asks_bot else None


def tell(message: Message, events: list[Any]) -> None:
    """What the line says: the latest stage counts, whatever came last."""
    ordered = sorted(events, key=_stage)
    last, ended = ordered[-1], [each for each in ordered if get(each, "event") == "terminate"]
    status = text(get(last, "status"), 40)
    direction = _direction(events)
    duration = number(get(ended[-1], "duration")) if ended else None
    message.sent_at = min(map(_began, ordered))
    message.payload = {"events": ordered}
    message.record = {
        "call": some(
            direction=direction,
            event=text(get(last, "event"), 40) or (status or "").lower(),
            status=status,
            duration=duration,
        )
    }
    message.content = readable_call(direction, status, duration)


def readable_call(direction: str, status: str | None, duration: float | None) -> str:
    """The label that lists, search and the AI see."""
    whose = "Ligação do cliente" if direction == BY_USER else "Ligação para o cliente"
    if duration:
        return f"[{whose} · {int(duration) // 60}:{int(duration) % 60:02d}]"
    return f"[{whose} · não atendida]" if status in {"FAILED", "REJECTED"} else f"[{whose}]"


def _stage(raw: Any) -> tuple[int, datetime]:
    name = text(get(raw, "event")) or text(get(raw, "status")) or ""
    return _RANKS.get(name, 0), _began(raw)


def _began(raw: Any) -> datetime:
    return not_later_than_now(moment(get(raw, "start_time")) or moment(get(raw, "timestamp")))


def _direction(events: list[Any]) -> str:
    """Statuses name none, and are sent for calls of the business alone."""
    named = [get(each, "direction") for each in events]
    return BY_USER if BY_USER in named else BY_BUSINESS


def _customer(raw: Any, contacts: list[Any], business_number: str | None) -> Identity:
    """The contact given beside it if it is one; else the end of the line that is not ours."""
    if len(contacts) == 1 and (get(contacts[0], "wa_id") or get(contacts[0], "user_id")):
        return identity_of(word(get(contacts[0], "wa_id")), word(get(contacts[0], "user_id")), contacts)
    recipient, bsuid = word(get(raw, "recipient_id")), word(get(raw, "recipient_user_id"))
    if recipient or bsuid:
        return identity_of(recipient, bsuid, contacts)
    side = "from" if get(raw, "direction") == BY_USER else "to"
    if word(get(raw, side)) == business_number and business_number is not None:
        side = "to" if side == "from" else "from"
    return identity_of(word(get(raw, side)), word(get(raw, f"{side}_user_id")), contacts)
