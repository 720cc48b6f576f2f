"""What became of each thing a webhook said: where it is stored, and the line a person reads of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import Identity, find, resolve
from appliance.contacts.models import Contact
from appliance.conversations.activity import REACTION
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Message, MessageChange
from appliance.conversations.presenting import present_contact
from appliance.conversations.queries import present_messages
from appliance.database import utc_now
from appliance.whatsapp.changes import BUSINESS, CUSTOMER, KINDS
from appliance.whatsapp.envelope import Item
from appliance.whatsapp.fields import get, items, text, word
from appliance.whatsapp.models import AccountNotice, PendingReceipt, WebhookDelivery
from appliance.whatsapp.notice_texts import readable_notice
from appliance.whatsapp.notices import actual_field
from appliance.whatsapp.payload import identity_of
from appliance.whatsapp.standby import handover_id

SEEDED = "(mensagem anterior)"
SOMEBODY = Identity(wa_id="5500900000099", bsuid=None)


@dataclass(frozen=True)
class Trace:
    kind: str
    stored: str | None
    """None: nowhere."""
    rendered: str


def seed(session: Session, document: Any) -> None:
    """The messages that a body speaks of without containing them."""
    own, named = set(), {}
    for raw, by in _said(document):
        kind = text(get(raw, "type"))
        if kind in KINDS:
            target = text(get(raw, kind, "message_id" if kind == REACTION else "original_message_id"))
            if target:
                named[target] = BUSINESS if kind == REACTION else by
        elif text(get(raw, "id")):
            own.add(raw["id"])
    for status in _statuses(document):
        named.setdefault(text(get(status, "id")) or "", BUSINESS)
    contact = resolve(session, SOMEBODY)
    conversation = live_conversation(session, contact, "America/Sao_Paulo")
    for target, by in named.items():
        if target and target not in own and len(target) <= 255:
            session.add(
                Message(
                    conversation_id=conversation.id,
                    sender_type="customer" if by == CUSTOMER else "attendant",
                    message_type="text",
                    content=SEEDED,
                    whatsapp_message_id=target,
                    status="received" if by == CUSTOMER else "accepted",
                    sent_at=utc_now(),
                )
            )


def trace(session: Session, item: Item, delivery: WebhookDelivery) -> Iterator[Trace]:
    """Each thing that `item` says, found again in the database."""
    if item.kind == "history":
        for raw in item.raw:
            yield _message(session, raw, f"history/{_type(raw)}")
        return
    tracer = _TRACERS.get(item.kind)
    found = tracer(session, item) if tracer else _notice(session, item)
    if found.stored is None and delivery.last_error:
        where = f"delivery {delivery.state}, for an admin"
        found = Trace(found.kind, where if _is_told(delivery) else None, delivery.last_error)
    yield found


def _is_told(delivery: WebhookDelivery) -> bool:
    """A body that was done has its notes; a dead one that anybody could have read is a message lost."""
    return delivery.state == "done"


def _of_message(session: Session, item: Item) -> Trace:
    prefix = "" if item.kind == "message" else f"{item.kind}/"
    return _message(session, item.raw, prefix + _type(item.raw))


def _handover(session: Session, item: Item) -> Trace:
    message = _by_id(session, handover_id(item.raw))
    return Trace(item.kind, *(("messages", _line(session, message)) if message else (None, "")))


def _message(session: Session, raw: Any, kind: str) -> Trace:
    own_id = text(get(raw, "id")) or ""
    change = session.scalar(select(MessageChange).where(MessageChange.whatsapp_message_id == own_id))
    if change is not None:
        target = _by_id(session, change.target_whatsapp_message_id)
        line = "espera por sua mensagem" if target is None else _line(session, target)
        return Trace(kind, "message_changes", line)
    message = _by_id(session, own_id)
    return Trace(kind, None, "") if message is None else Trace(kind, "messages", _line(session, message))


def _line(session: Session, message: Message) -> str:
    """As the inbox shows it: who, the text, and what its record adds."""
    [shown] = present_messages(session, [message])
    more = [f"{key}: {_short(part)}" for key, part in shown["metadata"].items()]
    who = {"customer": "cliente", "attendant": "empresa", "system": "aviso"}.get(message.sender_type, "bot")
    error = get(shown["error"], "message")
    ticks = [shown["status"], *([error] if error else [])] if message.sender_type == "attendant" else []
    return " · ".join([f"{who}: {shown['content']}", *ticks, *more])


def _short(part: Any) -> str:
    if isinstance(part, dict):
        return ", ".join(f"{key}={_short(inner)}" for key, inner in part.items())
    return ", ".join(map(_short, part)) if isinstance(part, list) else str(part)


def _status(session: Session, item: Item) -> Trace:
    status, target = word(get(item.raw, "status")), text(get(item.raw, "id")) or ""
    message = _by_id(session, target)
    pending = session.scalar(select(PendingReceipt.id).where(PendingReceipt.whatsapp_message_id == target))
    if pending is not None:
        return Trace(f"status/{status}", "pending_receipts", "espera por sua mensagem")
    if message is None or message.status != status:
        return Trace(f"status/{status}", None, "")
    return Trace(f"status/{status}", "messages.status", _line(session, message))


def _notice(session: Session, item: Item) -> Trace:
    field = actual_field(item.field_name if item.kind == "notice" else item.kind, item.raw)
    for notice in session.scalars(select(AccountNotice).where(AccountNotice.field == field)):
        if notice.value == item.raw:
            line = f"{notice.severity}: {readable_notice(field, notice.value)}"
            return Trace(field, "account_notices", line)
    return Trace(field, None, "")


def _state_sync(session: Session, item: Item) -> Trace:
    number = "".join(each for each in str(get(item.raw, "contact", "phone_number")) if each.isdecimal())
    contact = find(session, identity_of(number or None, word(get(item.raw, "contact", "user_id")), []))
    kind = f"state_sync/{get(item.raw, 'action')}"
    if contact is None:
        gone = get(item.raw, "action") == "remove"
        return Trace(kind, "nothing to take away" if gone else None, "")
    return Trace(kind, "contacts", f"contato: {present_contact(contact)['name']}")


def _preference(session: Session, item: Item) -> Trace:
    wanted = text(get(item.raw, "value"))
    contacts = session.scalars(select(Contact).where(Contact.marketing_said_at.is_not(None))).all()
    if not contacts:
        return Trace(f"preference/{wanted}", None, "")
    stopped = contacts[0].marketing_stopped_at is not None
    line = "não quer mensagens de marketing" if stopped else "aceita mensagens de marketing"
    return Trace(f"preference/{wanted}", "contacts", f"{present_contact(contacts[0])['name']} {line}")


_TRACERS: dict[str, Callable[[Session, Item], Trace]] = {
    "message": _of_message,
    "echo": _of_message,
    "standby_message": _of_message,
    "standby_echo": _of_message,
    "handover": _handover,
    "history_media": _of_message,
    "call": _of_message,
    "call_status": _of_message,
    "status": _status,
    "state_sync": _state_sync,
    "preference": _preference,
}


def _by_id(session: Session, whatsapp_message_id: str) -> Message | None:
    return session.scalar(select(Message).where(Message.whatsapp_message_id == whatsapp_message_id))


def _type(raw: Any) -> str:
    return text(get(raw, "type")) or text(get(raw, "event")) or text(get(raw, "status")) or "?"


def _values(document: Any) -> Iterator[Any]:
    for entry in items(get(document, "entry")):
        for change in items(get(entry, "changes")):
            yield get(change, "field"), get(change, "value")


def _said(document: Any) -> Iterator[tuple[Any, str]]:
    for field, value in _values(document):
        for raw in items(get(value, "messages")):
            yield raw, CUSTOMER
        for raw in items(get(value, "message_echoes")):
            yield raw, BUSINESS
        for chunk in items(get(value, "history")) if field == "history" else []:
            for thread in items(get(chunk, "threads")):
                for raw in items(get(thread, "messages")):
                    yield raw, CUSTOMER


def _statuses(document: Any) -> Iterator[Any]:
    for field, value in _values(document):
        if field == "messages":
            yield from items(get(value, "statuses"))
