"""A webhook body taken apart: every entry, change, message and receipt, each on its own.

Shapes: Meta, webhooks/reference/messages (and /status). Nothing here assumes that a list has one element,
or that `contacts[i]` belongs to `messages[i]`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from appliance.contacts.identity import Identity
from appliance.whatsapp.content import readable_content


class MalformedBody(Exception):
    """Signed by Meta, and still not the envelope we know."""


@dataclass(frozen=True)
class Item:
    """One message or receipt as it stands in the body, with the contacts given beside it."""

    kind: str
    """message or status."""
    raw: Any
    contacts: list[Any]


@dataclass(frozen=True)
class Note:
    """Something left aside, on record."""

    text: str


class OutOfShape(Note):
    """A part that is not what Meta describes: whatever it held, nobody could read it."""


class OtherNumber(Note):
    """For a number that is not this tenant's: somebody may be waiting for an answer there."""


@dataclass(frozen=True)
class InboundMessage:
    id: str
    identity: Identity
    sent_at: datetime | None
    """None when Meta's timestamp is missing or no number."""
    type: str
    content: str
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


def read_body(body: bytes) -> list[Any]:
    """The entries. Raises MalformedBody."""
    try:
        parsed = json.loads(body, parse_constant=_refuse)
        # half of an emoji (a lone surrogate) is valid JSON and no valid text: it becomes a question mark
        document = json.loads(json.dumps(parsed, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise MalformedBody("not JSON") from error
    if not isinstance(document, dict) or document.get("object") != "whatsapp_business_account":
        raise MalformedBody("not an object of whatsapp_business_account")
    entries = document.get("entry")
    if not isinstance(entries, list):
        raise MalformedBody("no list of entries")
    return entries


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def walk(entries: list[Any], phone_number_id: str) -> Iterator[Item | Note]:
    """Every message and receipt of our own number; what is not ours or not for us is a Note.

    Other fields than `messages` are left as they are: the stored body keeps them.
    """
    for entry in entries:
        changes = _get(entry, "changes")
        if not isinstance(changes, list):
            yield OutOfShape("malformed: an entry without a list of changes")
        for change in _list(changes):
            if _get(change, "field") == "messages":
                yield from _walk_value(_get(change, "value"), phone_number_id)
            elif not isinstance(change, dict):
                yield OutOfShape("malformed: a change that is no object")


def _walk_value(value: Any, phone_number_id: str) -> Iterator[Item | Note]:
    number = _text(_get(_get(value, "metadata"), "phone_number_id"))
    if number is None:
        yield OutOfShape("malformed: a change without a phone_number_id")
        return
    if number != phone_number_id:
        yield OtherNumber(f"not our number: {number[:40]}")
        return
    for part in ("contacts", "messages", "statuses", "errors"):
        if not isinstance(_get(value, part), list | None):
            yield OutOfShape(f"malformed: {part} is no list")
    contacts = _list(_get(value, "contacts"))
    for raw in _list(_get(value, "messages")):
        if _get(raw, "group_id"):
            yield Note(f"group message ignored: {_get(raw, 'id')}")
        else:
            yield Item("message", raw, contacts)
    for raw in _list(_get(value, "statuses")):
        yield Item("status", raw, contacts)
    for error in _list(_get(value, "errors")):
        yield Note(f"error {_get(error, 'code')}: {_get(error, 'title')}")


def parse_message(raw: Any, contacts: list[Any]) -> InboundMessage:
    """Raises ValueError when it has no id or no sender; any type is accepted."""
    message_id = _text(_get(raw, "id"))
    if not message_id:
        raise ValueError("message without id")
    kind = _text(_get(raw, "type")) or "unknown"
    return InboundMessage(
        id=message_id,
        identity=_sender(raw, contacts),
        sent_at=_moment(_get(raw, "timestamp")),
        type=kind[:24],
        content=readable_content(kind, raw),
        reply_to=_text(_get(_get(raw, "context"), "id")),
        raw=raw,
    )


def parse_receipt(raw: Any) -> Receipt:
    """Raises ValueError when it has no id or no status."""
    message_id, status = _text(_get(raw, "id")), _text(_get(raw, "status"))
    if not message_id or not status:
        raise ValueError("receipt without id or status")
    error = next(iter(_list(_get(raw, "errors"))), None)
    code = _get(error, "code")
    return Receipt(
        message_id=message_id,
        status=status,
        occurred_at=_moment(_get(raw, "timestamp")),
        callback_data=_text(_get(raw, "biz_opaque_callback_data")),
        error_code=code if isinstance(code, int) else None,
        error_title=_text(_get(error, "title")) or _text(_get(error, "message")),
    )


def _sender(raw: Any, contacts: list[Any]) -> Identity:
    """By `from` and `from_user_id`; the profile from the contact that shares one of them."""
    wa_id, bsuid = _split(_text(_get(raw, "from")), _text(_get(raw, "from_user_id")))
    if wa_id is None and bsuid is None:
        raise ValueError("message without sender")
    for contact in contacts:
        contact_wa_id, contact_bsuid = _split(_text(_get(contact, "wa_id")), _text(_get(contact, "user_id")))
        if (wa_id and wa_id == contact_wa_id) or (bsuid and bsuid == contact_bsuid):
            profile = _get(contact, "profile")
            return Identity(
                wa_id=wa_id or contact_wa_id,
                bsuid=bsuid or contact_bsuid,
                profile_name=(_text(_get(profile, "name")) or "")[:160] or None,
                username=(_text(_get(profile, "username")) or "")[:80] or None,
            )
    return Identity(wa_id=wa_id, bsuid=bsuid)


def _split(wa_id: str | None, bsuid: str | None) -> tuple[str | None, str | None]:
    """A BSUID has been seen in the place of the number: it belongs in its own."""
    if wa_id and not wa_id.isdecimal():
        return None, bsuid or wa_id
    return wa_id, bsuid


def _moment(value: Any) -> datetime | None:
    """Unix seconds as text; milliseconds have been seen, so anything from 1e12 on is taken for those."""
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 16:
        return None
    seconds = int(value)
    return datetime.fromtimestamp(seconds // 1000 if seconds >= 10**12 else seconds, UTC)


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
