"""How single values look to people: moments in their own time zone, sizes, and text that cannot act up."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from control_plane.image_names import image_name

_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would move a terminal's cursor, colour it, or turn the reading direction; line breaks may stay."""
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_HEADINGS = {"lifecycle": "state", "url": "address", "bytes": "size", "cpu_milli": "cores"}
NOTHING = "–"


def plain(text: str) -> str:
    """Text of others, harmless on a terminal."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(iso: str) -> str:
    """In the reader's time zone: 2026-11-21 06:14."""
    return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M}"


def ago(iso: str) -> str:
    """How long since."""
    seconds = max(0, int((datetime.now(UTC) - datetime.fromisoformat(iso)).total_seconds()))
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    return "just now"


def since(iso: str | None) -> str:
    """The moment, and how long ago that was."""
    return f"{moment(iso)} ({ago(iso)})" if iso else NOTHING


def size(amount: float) -> str:
    """Bytes in a unit that keeps the figure short."""
    unit = 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount /= 1024
        unit += 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit and amount < 100 else f"{amount:.0f} {_UNITS[unit]}"


def heading(name: str) -> str:
    """What stands above a field of the API, or beside it."""
    return _HEADINGS.get(name) or name.removesuffix("_at").removesuffix("_bytes").replace("_", " ")


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "at": moment,
    "until": moment,
    "bytes": size,
    "milli": lambda value: f"{value / 1000:.2f}",
}
"""By how a field's name ends."""


def shown(name: str, value: Any) -> str:
    """A field's value in words; of a list, one line per row."""
    if value is None or value == []:
        return NOTHING
    if name == "version" and isinstance(value, str):
        return plain(image_name(value))
    for ending, write in _WRITTEN.items():
        if name == ending or name.endswith(f"_{ending}"):
            return write(value)
    if isinstance(value, list):
        return "\n".join(shown("", row) for row in value)
    if isinstance(value, dict):
        return " ".join(shown(key, part) for key, part in value.items())
    return plain(str(value))
