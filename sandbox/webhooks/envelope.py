"""One update about one number, and the envelope that carries one or many of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.seed_file import Number


@dataclass
class Update:
    """`values`: the lists of a change's value (`contacts`, `messages`, `statuses`, `errors`)."""

    number: Number
    values: dict[str, list[Any]]
    summary: str
    answered: Callable[[], object] | None = field(default=None, compare=False)
    """Called once the tenant answered 200."""


def envelope(updates: list[Update]) -> dict[str, Any]:
    """One body: an entry per account, a change per number and kind, their lists joined."""
    entries: dict[str, dict[tuple[str, bool], dict[str, Any]]] = {}
    for update in updates:
        number = update.number
        changes = entries.setdefault(number.waba_id, {})
        key = (number.phone_number_id, "statuses" in update.values)
        value = changes.setdefault(key, _empty_value(number))
        for name, items in update.values.items():
            joined = value.setdefault(name, [])
            joined.extend(item for item in items if name != "contacts" or item not in joined)
    return {
        "object": "whatsapp_business_account",
        "entry": [
            {"id": waba_id, "changes": [{"value": value, "field": "messages"} for value in changes.values()]}
            for waba_id, changes in entries.items()
        ],
    }


def _empty_value(number: Number) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": number.display_phone_number,
            "phone_number_id": number.phone_number_id,
        },
    }
