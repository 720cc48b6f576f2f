"""A webhook body taken apart: every entry, change and item in it, each on its own.

Shapes: Meta, webhooks/overview and the page of each field. Nothing here assumes that a list has one element.
A field that nobody foresaw is an item too: no change is answered 200 and forgotten.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from appliance.whatsapp.fields import get, items, text, word

HANDOVERS = "messaging_handovers"
HISTORY_SLICE = 50
"""Messages of one thread taken together: a chunk may carry thousands."""
DEEPEST = 80
"""Levels of objects in each other; the database's JSON takes 100 and no message has ten."""


class MalformedBody(Exception):
    """Signed by Meta, and still not the envelope we know."""


@dataclass(frozen=True)
class Item:
    """One thing said in the body, with what was said beside it."""

    kind: str
    """message, status, number_error, echo, history, history_error, history_media, state_sync, preference,
    call, call_status, standby_message, standby_echo, handover or notice."""
    raw: Any
    contacts: list[Any] = field(default_factory=list)
    field_name: str = "messages"
    business_number: str | None = None
    """Our own, as Meta writes it."""
    said_at: Any = None
    """The entry's time, where it has one."""
    thread_id: str | None = None


@dataclass(frozen=True)
class Note:
    """Something left aside, on record."""

    text: str


class OutOfShape(Note):
    """A part that is not what Meta describes: whatever it held, nobody could read it."""


class OtherNumber(Note):
    """For a number that is not this tenant's: somebody may be waiting for an answer there."""


def read_body(body: bytes) -> list[Any]:
    """The entries. Raises MalformedBody."""
    try:
        parsed = json.loads(body, parse_constant=_refuse, parse_float=_finite, parse_int=_whole_number)
        # half of an emoji (a lone surrogate) is valid JSON and no valid text: it becomes a question mark
        document = json.loads(json.dumps(parsed, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise MalformedBody("not JSON") from error
    if not isinstance(document, dict) or document.get("object") != "whatsapp_business_account":
        raise MalformedBody("not an object of whatsapp_business_account")
    entries = document.get("entry")
    if not isinstance(entries, list):
        raise MalformedBody("no list of entries")
    _prune(entries)
    return entries


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _finite(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None


def _whole_number(written: str) -> int | None:
    """No id or amount has more digits, and the database's JSON takes no larger number."""
    return int(written) if len(written) < 20 else None


def _prune(entries: list[Any]) -> None:
    """Cuts what is nested deeper than the database takes, so that it costs only itself.

    Level by level: a recursive walk would meet the interpreter's own limit.
    """
    level: list[Any] = [entries]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inner(outer) if isinstance(inner, dict | list)]
        if not level:
            return
    for outer in level:
        outer.clear()


def _inner(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def walk(entries: list[Any], phone_number_id: str, waba_id: str) -> Iterator[Item | Note]:
    """Everything said of our own number and account; what is not ours or not for us is a Note."""
    for entry in entries:
        changes = get(entry, "changes")
        if not isinstance(changes, list):
            yield OutOfShape("malformed: an entry without a list of changes")
        for change in items(changes):
            yield from _walk_change(entry, change, phone_number_id, waba_id)


def _walk_change(entry: Any, change: Any, phone_number_id: str, waba_id: str) -> Iterator[Item | Note]:
    name, value = text(get(change, "field"), 64) or "unknown", get(change, "value")
    named_in = "recipient" if name == HANDOVERS else "metadata"
    number = word(get(value, named_in, "phone_number_id"))
    account = word(get(entry, "id"))
    if not isinstance(change, dict):
        yield OutOfShape("malformed: a change that is no object")
    elif number is None and name in _OF_A_NUMBER:
        yield OutOfShape("malformed: a change without a phone_number_id")
    elif number is not None and number != phone_number_id:
        yield OtherNumber(f"not our number: {number[:40]}")
    elif number is None and account != waba_id:
        yield Note(f"not our account: {account} ({name})")
    else:
        for part in ("contacts", "messages", "statuses", "errors"):
            if name == "messages" and not isinstance(get(value, part), list | None):
                yield OutOfShape(f"malformed: {part} is no list")
        found = list(_WALKS.get(name, _whole)(name, value, get(entry, "time")))
        if not found and _says_something(value):
            found = list(_whole(name, value, get(entry, "time")))
        yield from found


def _says_something(value: Any) -> bool:
    """Anything besides whom it is about."""
    if not isinstance(value, dict):
        return bool(value)
    return any(part for key, part in value.items() if key not in _ABOUT_WHOM)


def _whole(name: str, value: Any, said_at: Any) -> Iterator[Item | Note]:
    yield Item("notice", value, field_name=name, said_at=said_at)


def _messages(name: str, value: Any, _said_at: Any) -> Iterator[Item | Note]:
    contacts, number = items(get(value, "contacts")), _own_number(value)
    for raw in items(get(value, "messages")):
        if get(raw, "group_id"):
            yield Note(f"group message ignored: {get(raw, 'id')}")
        else:
            yield Item("message", raw, contacts, business_number=number)
    for raw in items(get(value, "statuses")):
        yield Item("status", raw, contacts)
    for raw in items(get(value, "errors")):
        yield Item("number_error", raw, field_name=name)


def _echoes(_name: str, value: Any, _said_at: Any) -> Iterator[Item | Note]:
    contacts, number = items(get(value, "contacts")), _own_number(value)
    for raw in items(get(value, "message_echoes")):
        if get(raw, "group_id"):
            yield Note(f"group message ignored: {get(raw, 'id')}")
        else:
            yield Item("echo", raw, contacts, business_number=number)


def _standby(name: str, value: Any, said_at: Any) -> Iterator[Item | Note]:
    """What is said while Meta's agent has the conversation: as `messages` and echoes are, under one field."""
    for found in chain(_messages(name, value, said_at), _echoes(name, value, said_at)):
        is_said = isinstance(found, Item) and found.kind in {"message", "echo"}
        yield replace(found, kind=f"standby_{found.kind}") if is_said and isinstance(found, Item) else found


def _handover(name: str, value: Any, said_at: Any) -> Iterator[Item | Note]:
    """One value is one handover; without its customer it is a notice like any other."""
    sender = get(value, "sender")
    if word(get(sender, "phone_number")) or word(get(sender, "user_id")):
        yield Item("handover", value, items(get(value, "contacts")), field_name=name, said_at=said_at)


def _history(_name: str, value: Any, _said_at: Any) -> Iterator[Item | Note]:
    contacts, number = items(get(value, "contacts")), _own_number(value)
    for chunk in items(get(value, "history")):
        for thread in items(get(chunk, "threads")):
            messages, thread_id = items(get(thread, "messages")), word(get(thread, "id"))
            for start in range(0, len(messages), HISTORY_SLICE):
                part = messages[start : start + HISTORY_SLICE]
                yield Item("history", part, contacts, business_number=number, thread_id=thread_id)
        for raw in items(get(chunk, "errors")):
            yield Item("history_error", raw, field_name="history")
    for raw in items(get(value, "messages")):  # the file that a placeholder in a chunk stood for
        yield Item("history_media", raw, contacts, business_number=number)
    for raw in items(get(value, "errors")):
        yield Item("history_error", raw, field_name="history")


def _calls(name: str, value: Any, _said_at: Any) -> Iterator[Item | Note]:
    contacts, number = items(get(value, "contacts")), _own_number(value)
    for raw in items(get(value, "calls")):
        yield Item("call", raw, contacts, business_number=number)
    for raw in items(get(value, "statuses")):
        yield Item("call_status", raw, contacts, business_number=number)
    for raw in items(get(value, "errors")):
        yield Item("number_error", raw, field_name=name)


def _each(kind: str, key: str) -> Callable[[str, Any, Any], Iterator[Item | Note]]:
    def walk_list(name: str, value: Any, said_at: Any) -> Iterator[Item | Note]:
        contacts = items(get(value, "contacts"))
        for raw in items(get(value, key)):
            yield Item(kind, raw, contacts, field_name=name, said_at=said_at)

    return walk_list


def _own_number(value: Any) -> str | None:
    return word(get(value, "metadata", "display_phone_number"))


_WALKS: dict[str, Callable[[str, Any, Any], Iterator[Item | Note]]] = {
    "messages": _messages,
    "message_echoes": _echoes,
    "smb_message_echoes": _echoes,
    "smb_app_state_sync": _each("state_sync", "state_sync"),
    "history": _history,
    "user_preferences": _each("preference", "user_preferences"),
    "calls": _calls,
    "standby": _standby,
    HANDOVERS: _handover,
}
_ABOUT_WHOM = ("messaging_product", "metadata", "contacts")
_OF_A_NUMBER = frozenset(_WALKS) - {HANDOVERS}
"""Fields whose value names the number in its metadata; all others speak of the account, or name it too."""
