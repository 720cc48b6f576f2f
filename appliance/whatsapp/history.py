"""What was written before the number came here (coexistence): imported quietly, once, each in its place.

Meta, webhooks/reference/history: chunks come in any order, ids are WhatsApp's own, and a file follows as a
message of its own under the id of its placeholder. All of a customer's history is one closed conversation:
nobody is notified, nothing is unread, no window opens, and what runs now is left alone.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.brazil import mobile_key
from appliance.contacts.identity import resolve
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import CLOSED
from appliance.database import utc_now
from appliance.realtime.events import CONVERSATION_UPDATED, MESSAGE_UPDATED, record
from appliance.settings import TenantSettings
from appliance.whatsapp.changes import BUSINESS, CUSTOMER, parse_change, settle_changes, take_change
from appliance.whatsapp.fields import get, moment, text, word
from appliance.whatsapp.inbound import add_file, is_known, link_replies, new_message
from appliance.whatsapp.payload import InboundMessage, identity_of, parse_as

HISTORY = {"history": True}
PLACEHOLDER = "media_placeholder"
_STATUSES = {"ERROR": "failed", "DELIVERED": "delivered", "READ": "read", "PLAYED": "played"}


def import_thread(
    session: Session,
    messages: list[Any],
    thread_id: str | None,
    business_number: str | None,
    tenant: TenantSettings,
) -> None:
    """Some messages of one customer's thread. Raises ValueError for one without an id or a customer."""
    for raw in sorted(messages, key=_timestamp):
        by = _author(raw, thread_id, business_number)
        change = parse_change(raw, by)
        if change is not None:
            take_change(session, change)
            continue
        customer = thread_id or word(get(raw, "from" if by == CUSTOMER else "to"))
        parsed = parse_as(raw, identity_of(customer, word(get(raw, "to_user_id")), []), HISTORY)
        if not is_known(session, parsed.id):
            _import_message(session, parsed, by, tenant)


def complete_placeholder(
    session: Session, raw: Any, contacts: list[Any], business_number: str | None, tenant: TenantSettings
) -> None:
    """The file that a placeholder stood for; without one (order is not given) it is imported as it is."""
    by = _author(raw, None, business_number)
    side = "from" if by == CUSTOMER else "to"
    customer = identity_of(word(get(raw, side)), word(get(raw, f"{side}_user_id")), contacts)
    parsed = parse_as(raw, customer, HISTORY)
    known = session.scalar(select(Message).where(Message.whatsapp_message_id == parsed.id).with_for_update())
    if known is None:
        _import_message(session, parsed, by, tenant)
    elif known.message_type == PLACEHOLDER and parsed.type != PLACEHOLDER:
        known.message_type, known.content = parsed.type, parsed.content
        known.record, known.payload = parsed.record, parsed.raw
        add_file(session, known, parsed)
        settle_changes(session, [known])
        record(session, MESSAGE_UPDATED, known.conversation_id, known.id)


def _import_message(session: Session, parsed: InboundMessage, by: str, tenant: TenantSettings) -> None:
    contact = resolve(session, parsed.identity, smoke_wa_id=tenant.smoke_wa_id)
    status = _STATUSES.get(text(get(parsed.raw, "history_context", "status")) or "", "sent")
    message = new_message(
        parsed,
        conversation := _history_of(session, contact),
        "customer" if by == CUSTOMER else "attendant",
        "received" if by == CUSTOMER else status,
    )
    session.add(message)
    session.flush()
    _move_ends(session, conversation, message)
    add_file(session, message, parsed)
    if parsed.reply_to is not None:
        quoted = select(Message.id).where(
            Message.whatsapp_message_id == parsed.reply_to, Message.conversation_id == conversation.id
        )
        message.reply_to_id = session.scalar(quoted)
    link_replies(session, conversation.id, [message])
    settle_changes(session, [message])


def _history_of(session: Session, contact: Contact) -> Conversation:
    """The one closed conversation that holds what was before, its row locked.

    Raises IntegrityError if somebody else began it just now: run the transaction again.
    """
    protocol = f"HIST-{contact.id:06d}"
    found = session.scalar(select(Conversation).where(Conversation.protocol == protocol).with_for_update())
    if found is None:
        found = Conversation(contact_id=contact.id, protocol=protocol, status=CLOSED, closed_at=utc_now())
        session.add(found)
        session.flush()
    return found


def _move_ends(session: Session, conversation: Conversation, message: Message) -> None:
    """From its first to its last message; browsers hear of the conversation, not of each message."""
    is_first = conversation.last_message_id is None
    if is_first or message.sent_at >= conversation.last_message_at:
        conversation.last_message_id = message.id
        conversation.last_message_at = conversation.closed_at = message.sent_at
    if is_first or message.sent_at < conversation.created_at:
        conversation.created_at = message.sent_at
    if is_first:
        record(session, CONVERSATION_UPDATED, conversation.id)


def _author(raw: Any, thread_id: str | None, business_number: str | None) -> str:
    """The business's number may be written with or without its ninth digit."""
    sender = word(get(raw, "from")) or word(get(raw, "from_user_id"))
    if thread_id is not None and sender == thread_id:
        return CUSTOMER
    is_ours = _digits(sender) == _digits(business_number)
    return BUSINESS if is_ours or thread_id is not None else CUSTOMER


def _digits(number: str | None) -> str:
    digits = "".join(character for character in number or "" if character.isdecimal())
    return mobile_key(digits) or digits


def _timestamp(raw: Any) -> float:
    said_at = moment(get(raw, "timestamp"))
    return said_at.timestamp() if said_at else 0.0
