"""A folder of JSON files as webhook bodies, whatever part of one each file holds.

A file may be a whole envelope, several by name, an entry, a change, a value or a single message; what is
missing around it is put there. What is none of these, as a request to the Graph API, is said to be none.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OBJECT = "whatsapp_business_account"
PHONE_NUMBER_ID, WABA_ID = "200300400500600", "100200300400500"
"""Of what does not say which number and account it is about."""

_FIELD_BY_KEY = {
    "message_echoes": "smb_message_echoes",
    "state_sync": "smb_app_state_sync",
    "history": "history",
    "user_preferences": "user_preferences",
    "calls": "calls",
    "messages": "messages",
    "statuses": "messages",
    "errors": "messages",
    "new_quality_score": "message_template_quality_update",
    "message_template_element": "message_template_components_update",
    "correct_category": "template_category_update",
    "new_category": "template_category_update",
    "message_template_id": "message_template_status_update",
    "requested_verified_name": "phone_number_name_update",
    "max_phone_numbers_per_business": "business_capability_update",
    "current_limit": "phone_number_quality_update",
    "alert_info": "account_alerts",
    "decision": "account_review_update",
    "event": "account_update",
}
"""The field of a value that stands alone, by the first of these keys that it has."""
_OF_A_NUMBER = frozenset(
    {"messages", "smb_message_echoes", "smb_app_state_sync", "history", "user_preferences", "calls"}
)


@dataclass(frozen=True)
class Payload:
    name: str
    """File, and the name within it if it holds several."""
    document: Any
    """A whole envelope; None when `problem` says why not."""
    problem: str | None = None


def read_folder(folder: Path) -> Iterator[Payload]:
    """Every JSON file below `folder`, by name."""
    for path in sorted(folder.rglob("*.json")):
        yield from read_file(path, str(path.relative_to(folder)))


def read_file(path: Path, name: str) -> Iterator[Payload]:
    """The bodies in one file."""
    try:
        written = path.read_text(encoding="utf-8-sig").strip()
        document, _end = json.JSONDecoder().raw_decode(written)  # what follows a document is not part of it
    except (ValueError, OSError, RecursionError) as error:
        yield Payload(name, None, f"not JSON: {error}"[:80])
        return
    yield from _read(name, document)


def _read(name: str, document: Any) -> Iterator[Payload]:
    whole = as_envelope(document)
    if whole is not None:
        yield Payload(name, whole)
        return
    parts = (
        list(document.items())
        if isinstance(document, dict)
        else list(enumerate(document))
        if isinstance(document, list)
        else []
    )
    found = [(key, as_envelope(part)) for key, part in parts]
    if not any(envelope for _, envelope in found):
        yield Payload(name, None, "not a webhook")
        return
    for key, envelope in found:
        yield Payload(f"{name}:{key}", envelope, None if envelope else "not a webhook")


def as_envelope(part: Any) -> Any:
    """`part` with all that belongs around it, or None if it is no part of a webhook body."""
    if not isinstance(part, dict):
        return None
    if "entry" in part and part.get("object", OBJECT) == OBJECT:
        return {"object": OBJECT, **part}
    if isinstance(part.get("changes"), list):
        return _around_entry(part)
    if isinstance(part.get("field"), str) and "value" in part:
        return _around_entry({"id": WABA_ID, "changes": [part]})
    value = part if _is_value(part) else _around_item(part)
    if value is None:
        return None
    field = next(field for key, field in _FIELD_BY_KEY.items() if key in value)
    if field in _OF_A_NUMBER:
        metadata = {"display_phone_number": "551140040001", "phone_number_id": PHONE_NUMBER_ID}
        value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return _around_entry({"id": WABA_ID, "time": 1790000000, "changes": [{"field": field, "value": value}]})


def _around_entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {"object": OBJECT, "entry": [{"id": WABA_ID, **entry}]}


def _is_value(part: dict[str, Any]) -> bool:
    """A request to send has `to`; a template to create has `components`; neither is a value."""
    if "to" in part or "components" in part or "recipient_type" in part:
        return False
    if "id" in part and ("from" in part or "timestamp" in part):
        return False  # a message or a status, which may have errors of its own
    return any(key in part for key in _FIELD_BY_KEY)


def _around_item(part: dict[str, Any]) -> dict[str, Any] | None:
    """A message, an echo, a call or a status that stands alone."""
    if "id" not in part or "timestamp" not in part:
        return None
    if "status" in part and "recipient_id" in part:
        return {"statuses": [part]}
    if "event" in part and "direction" in part:
        return {"calls": [part]}
    if "to" in part and "from" in part and "type" in part:
        return {"message_echoes": [part]}
    if "type" in part or "from" in part or "from_user_id" in part:
        return {"messages": [part]}
    return None


def numbers_of(document: Any) -> tuple[str, str]:
    """The phone_number_id and the WABA it is about: the first that it names."""
    for entry in document["entry"] if isinstance(document.get("entry"), list) else []:
        for change in entry.get("changes") or [] if isinstance(entry, dict) else []:
            value = change.get("value") if isinstance(change, dict) else None
            metadata = value.get("metadata") if isinstance(value, dict) else None
            number = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
            if number is not None:
                return str(number), str(entry.get("id", WABA_ID))
    first = next(iter(document["entry"]), None) if isinstance(document.get("entry"), list) else None
    return PHONE_NUMBER_ID, str(first.get("id", WABA_ID)) if isinstance(first, dict) else WABA_ID
