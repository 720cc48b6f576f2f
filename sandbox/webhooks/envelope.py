"""One update about one number, and the envelope that carries one or many of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.seed_file import Number


@dataclass
class Update:
    """`values`: of field `messages` the lists of a change's value (`contacts`, `messages`, `statuses`,
    `errors`); of any other field the whole value."""

    number: Number
    values: dict[str, Any]
    summary: str
    answered: Callable[[], object] | None = field(default=None, compare=False)
    """Called once the tenant answered 200."""
    field: str = "messages"
    at: int | None = None
    """`entry[].time`: every field but `messages` has it."""


def envelope(updates: list[Update]) -> dict[str, Any]:
    """One body: an entry per account, a change per number and kind, their lists joined."""
    entries: dict[str, _Entry] = {}
    for update in updates:
        entry = entries.setdefault(update.number.waba_id, _Entry())
        if update.field == "messages":
            entry.join(update)
        else:
            entry.at = update.at
            entry.others.append({"value": update.values, "field": update.field})
    return {
        "object": "whatsapp_business_account",
        "entry": [entry.as_json(waba_id) for waba_id, entry in entries.items()],
    }


@dataclass
class _Entry:
    """What one account's entry will carry."""

    joined: dict[tuple[str, bool], dict[str, Any]] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)
    at: int | None = None

    def join(self, update: Update) -> None:
        key = (update.number.phone_number_id, "statuses" in update.values)
        value = self.joined.setdefault(key, number_value(update.number))
        for name, items in update.values.items():
            joined = value.setdefault(name, [])
            joined.extend(item for item in items if name != "contacts" or item not in joined)

    def as_json(self, waba_id: str) -> dict[str, Any]:
        changes = [{"value": value, "field": "messages"} for value in self.joined.values()] + self.others
        time = {} if self.at is None else {"time": self.at}
        return {"id": waba_id} | time | {"changes": changes}


def number_value(number: Number) -> dict[str, Any]:
    """The start of a value that concerns one number."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": number.display_phone_number,
            "phone_number_id": number.phone_number_id,
        },
    }
