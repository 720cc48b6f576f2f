"""What was written before the number came here (coexistence): imported quietly, once, each in its place.

Meta, webhooks/reference/history: chunks come in any order, ids are WhatsApp's own, and a file follows as a
message of its own under the id of its placeholder. All of a customer's history is one closed conversation:
nobody is notified, nothing is unread, no window opens, and what runs now is left alone.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.brazil import mobile_key
from appliance.contacts.identity import Identity, resolve
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import CLOSED
from appliance.database import utc_now
from appliance.realtime.events import CONVERSATION_UPDATED, MESSAGE_UPDATED, record
from appliance.search.marking import mark_changed
from appliance.settings import TenantSettings
from appliance.whatsapp.answers import link_answers
from appliance.whatsapp.changes import BUSINESS, CUSTOMER, parse_change, settle_changes, take_change
from appliance.whatsapp.fields import get, text, word
from appliance.whatsapp.inbound import add_file, new_message
from appliance.whatsapp.payload import InboundMessage, identity_of, parse_as

HISTORY = {"history": True}
PLACEHOLDER = "media_placeholder"
_STATUSES = {"ERROR": "failed", "DELIVERED": "delivered", "READ": "read", "PLAYED": "played"}


@dataclass(frozen=True)
class Past:
    """A message of the history, and who wrote it."""

    message: InboundMessage
    by: str


def import_thread(
    session: Session,
    messages: list[Any],
    thread_id: str | None,
    business_number: str | None,
    tenant: TenantSettings,
) -> None:
    """Some messages of one customer's thread. Raises ValueError for one without an id or a customer."""
    past, changes = [], []
    for raw in messages:
        by = _author(raw, thread_id, business_number)
        change = parse_change(raw, by)
        if change is not None:
            changes.append(change)
            continue
        customer = thread_id or word(get(raw, "from" if by == CUSTOMER else "to"))
        identity = identity_of(customer, word(get(raw, "to_user_id")), [])
        past.append(Past(parse_as(raw, identity, HISTORY), by))
    _import(session, past, tenant)
    for change in changes:
        take_change(session, change)


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
        _import(session, [Past(parsed, by)], tenant)
    elif known.message_type == PLACEHOLDER and parsed.type != PLACEHOLDER:
        known.message_type, known.content = parsed.type, parsed.content
        known.record, known.payload = parsed.record, parsed.raw
        add_file(session, known, parsed)
        settle_changes(session, [known])
        mark_changed(session, known.id)
        record(session, MESSAGE_UPDATED, known.conversation_id, known.id)


def _import(session: Session, past: list[Past], tenant: TenantSettings) -> None:
    """Those that are not known, with a fixed number of queries for each customer among them."""
    ids = {each.message.id: each for each in past}
    known = set(
        session.scalars(select(Message.whatsapp_message_id).where(Message.whatsapp_message_id.in_(ids)))
    )
    by_customer: dict[Identity, list[Past]] = {}
    for own_id, each in ids.items():
        if own_id not in known:
            by_customer.setdefault(each.message.identity, []).append(each)
    for identity, theirs in by_customer.items():
        contact = resolve(session, identity, smoke_wa_id=tenant.smoke_wa_id)
        _add(session, _history_of(session, contact), theirs)


def _add(session: Session, conversation: Conversation, past: list[Past]) -> None:
    rows = [_row(conversation, each) for each in past]
    in_order = sorted(zip(rows, past, strict=True), key=lambda pair: pair[0].sent_at)
    session.add_all(row for row, _ in in_order)
    session.flush()
    for row, each in in_order:
        add_file(session, row, each.message)
    _move_ends(session, conversation, [row for row, _ in in_order])
    _quote(session, conversation.id, in_order)
    link_answers(session, rows)
    settle_changes(session, rows)


def _row(conversation: Conversation, past: Past) -> Message:
    if past.by == CUSTOMER:
        return new_message(past.message, conversation, "customer", "received")
    said = text(get(past.message.raw, "history_context", "status")) or ""
    return new_message(past.message, conversation, "attendant", _STATUSES.get(said, "sent"))


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


def _move_ends(session: Session, conversation: Conversation, rows: list[Message]) -> None:
    """From its first to its last message, `rows` in order; browsers hear of it, not of each message."""
    first, last, is_new = rows[0], rows[-1], conversation.last_message_id is None
    if is_new or last.sent_at >= conversation.last_message_at:
        conversation.last_message_id = last.id
        conversation.last_message_at = conversation.closed_at = last.sent_at
    if is_new or first.sent_at < conversation.created_at:
        conversation.created_at = first.sent_at
    record(session, CONVERSATION_UPDATED, conversation.id)


def _quote(session: Session, conversation_id: int, imported: list[tuple[Message, Past]]) -> None:
    """What they quote, as far as it is known; the rest is linked when it comes."""
    wanted = {past.message.reply_to for _, past in imported if past.message.reply_to}
    if not wanted:
        return
    query = select(Message.whatsapp_message_id, Message.id).where(
        Message.whatsapp_message_id.in_(wanted), Message.conversation_id == conversation_id
    )
    found = {own_id: row_id for own_id, row_id in session.execute(query)}
    for row, past in imported:
        row.reply_to_id = found.get(past.message.reply_to)


def _author(raw: Any, thread_id: str | None, business_number: str | None) -> str:
    """The business's number may be written with or without its ninth digit."""
    sender = word(get(raw, "from")) or word(get(raw, "from_user_id"))
    if thread_id is not None:
        return CUSTOMER if _is_same(sender, thread_id) else BUSINESS
    return BUSINESS if _is_same(sender, business_number) else CUSTOMER


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _digits(one) == _digits(other)


def _digits(number: str) -> str:
    digits = "".join(character for character in number if character.isdecimal())
    return mobile_key(digits) or digits or number
