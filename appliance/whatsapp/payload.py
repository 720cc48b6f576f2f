"""One message or receipt of Meta's, typed: who, when, what kind, and what a person reads of it.

Shapes: Meta, webhooks/reference/messages (and /status). Nothing here assumes that `contacts[i]` belongs to
`messages[i]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from appliance.contacts.brazil import is_same_number
from appliance.contacts.identity import Identity
from appliance.database import utc_now
from appliance.whatsapp.content import readable_content
from appliance.whatsapp.fields import get, items, moment, name, some, text, word
from appliance.whatsapp.records import record_of

CALLBACK_LIMIT = 64
"""Ours are shorter; a longer one is another app's."""


@dataclass(frozen=True)
class InboundMessage:
    id: str
    identity: Identity
    sent_at: datetime | None
    """None when Meta's timestamp is missing or no number."""
    type: str
    content: str
    record: dict[str, Any]
    """Beyond its text, by kind (records.record_of)."""
    reply_to: str | None
    """WhatsApp id of the message quoted or answered."""
    raw: dict[str, Any]


@dataclass(frozen=True)
class Receipt:
    message_id: str
    status: str
    occurred_at: datetime | None
    callback_data: str | None
    error_code: int | None
    error_title: str | None
    pricing: dict[str, Any] = field(default_factory=dict)
    """What Meta says of its price: type, category, model; conversation and origin if it names them."""
    recipient: Identity | None = None
    """Whom it went to, where both number and BSUID are told."""


def parse_message(raw: Any, contacts: list[Any]) -> InboundMessage:
    """Raises ValueError when it has no id or no sender; any type is accepted."""
    if not text(get(raw, "id")):
        raise ValueError("message without id")
    return parse_as(raw, sender_of(raw, contacts))


def parse_as(raw: Any, identity: Identity, more: dict[str, Any] | None = None) -> InboundMessage:
    """A message of a conversation with `identity`; `more` joins its record. Raises ValueError without id."""
    message_id = text(get(raw, "id"))
    if not message_id:
        raise ValueError("message without id")
    kind = text(get(raw, "type")) or "unknown"
    sent_at = moment(get(raw, "timestamp"))
    return InboundMessage(
        id=message_id,
        identity=replace(identity, said_at=not_later_than_now(sent_at)),
        sent_at=sent_at,
        type=kind[:24],
        content=readable_content(kind, raw),
        record=record_of(kind, raw) | (more or {}),
        reply_to=text(get(raw, "context", "id")),
        raw=raw,
    )


def parse_receipt(raw: Any, contacts: Sequence[Any] = ()) -> Receipt:
    """Raises ValueError when it has no id or no status."""
    message_id, status = text(get(raw, "id")), text(get(raw, "status"))
    if not message_id or not status:
        raise ValueError("receipt without id or status")
    error = next(iter(items(get(raw, "errors"))), None)
    code, callback = get(error, "code"), text(get(raw, "biz_opaque_callback_data"))
    return Receipt(
        message_id=message_id,
        status=status,
        occurred_at=moment(get(raw, "timestamp")),
        callback_data=callback if callback and len(callback) <= CALLBACK_LIMIT else None,
        error_code=code if isinstance(code, int) and abs(code) < 2**31 else None,
        error_title=text(get(error, "title"), 300) or text(get(error, "message"), 300),
        pricing=_pricing(raw),
        recipient=_recipient(raw, contacts),
    )


def _pricing(raw: Any) -> dict[str, Any]:
    """Meta, webhooks/reference/messages/status: with `sent`, and with one of `delivered` and `read`."""
    pricing, conversation = get(raw, "pricing"), get(raw, "conversation")
    return some(
        type=text(get(pricing, "type"), 40) or text(get(pricing, "pricing_type"), 40),
        category=text(get(pricing, "category"), 40),
        model=text(get(pricing, "pricing_model"), 40),
        conversation=text(get(conversation, "id"), 128),
        origin=text(get(conversation, "origin", "type"), 40),
    )


def _recipient(raw: Any, contacts: Sequence[Any]) -> Identity | None:
    number, bsuid = word(get(raw, "recipient_id")), word(get(raw, "recipient_user_id"))
    if number is None or bsuid is None or get(raw, "recipient_type") == "group":
        return None
    found = identity_of(number, bsuid, contacts, word(get(raw, "parent_recipient_user_id")))
    return found if found.wa_id and found.bsuid else None


def sender_of(raw: Any, contacts: list[Any]) -> Identity:
    """Who wrote, by `from` and `from_user_id`. Raises ValueError when it says neither."""
    parent = word(get(raw, "from_parent_user_id"))
    return identity_of(word(get(raw, "from")), word(get(raw, "from_user_id")), contacts, parent)


def identity_of(
    number: str | None, bsuid: str | None, contacts: Sequence[Any], parent: str | None = None
) -> Identity:
    """A customer with the profile of the contact that shares an id, with its ninth digit or without.

    Raises ValueError without any id.
    """
    wa_id, bsuid = _split(number, bsuid)
    if wa_id is None and bsuid is None:
        raise ValueError("message without sender")
    for contact in contacts:
        contact_wa_id, contact_bsuid = _split(word(get(contact, "wa_id")), word(get(contact, "user_id")))
        is_number = bool(wa_id and contact_wa_id) and is_same_number(wa_id or "", contact_wa_id or "")
        if is_number or (bsuid and bsuid == contact_bsuid):
            return Identity(
                wa_id=wa_id or contact_wa_id,
                bsuid=bsuid or contact_bsuid,
                profile_name=name(get(contact, "profile", "name"), 160),
                username=name(get(contact, "profile", "username"), 80),
                parent_bsuid=parent or word(get(contact, "parent_user_id")),
            )
    return Identity(wa_id=wa_id, bsuid=bsuid, parent_bsuid=parent)


def not_later_than_now(claimed: datetime | None) -> datetime:
    """Meta's timestamp, never later than now: a clock ahead of ours would stretch the 24 hours."""
    now = utc_now().replace(microsecond=0)
    return min(claimed, now) if claimed else now


def _split(number: str | None, bsuid: str | None) -> tuple[str | None, str | None]:
    """A BSUID has been seen in the place of the number: it belongs in its own. A `+` is not part of an id."""
    digits = (number or "").removeprefix("+")
    if number and not (digits.isdecimal() and digits.isascii()):
        return None, bsuid or number
    return digits or None, bsuid
