"""What becomes of an account's connection, as Meta tells it (field `account_update`), in words.

Source: Meta, webhooks/reference/account_update. Data: account_events.json, by event.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from control_plane.operations.words import ENGLISH, Words, read_words, say
from control_plane.whatsapp.envelope import Json, changes_of

FIELD = "account_update"
DISCONNECTING = frozenset({"PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_DELETED"})
"""After these nothing comes and goes any more, until the number is connected anew."""
LONGEST = 64


def events_of(entry: Json) -> list[str]:
    """The events that it tells, in Meta's names."""
    values = [change.get("value") for change in changes_of(entry) if change.get("field") == FIELD]
    named = [value.get("event") for value in values if isinstance(value, dict)]
    return [name[:LONGEST] for name in named if isinstance(name, str) and name]


@cache
def event_words() -> Mapping[str, Words]:
    """The file, read once."""
    return read_words(Path(__file__).parent / "account_events.json")


def tell_event(name: str, language: str = ENGLISH) -> str:
    """What it means; empty for one that nobody described."""
    words = event_words().get(name)
    return say(words, language) if words else ""
