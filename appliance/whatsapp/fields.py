"""Reading a JSON object of Meta's without trusting its shape: what is not there or odd reads as nothing."""

from datetime import UTC, datetime
from typing import Any

from foundation.names import made_safe

LONGEST_NUMBER = 18
"""Digits of the largest whole number we take for one; what is longer is something else."""

YEAR_10000 = 253_402_300_800


def get(value: Any, *keys: str) -> Any:
    """The value below `keys`, each the key of an object; None where one of them is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items(value: Any) -> list[Any]:
    """A list as it is; anything else is an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any, limit: int | None = None) -> str | None:
    """Text with something in it, cut to `limit` characters."""
    return value[:limit] if isinstance(value, str) and value else None


def name(value: Any, limit: int) -> str | None:
    """What somebody calls themselves: text that breaks no line and turns no direction (foundation.names)."""
    found = text(value)
    return text(made_safe(found), limit) if found else None


def word(value: Any, limit: int | None = None) -> str | None:
    """Text, or a number in the place of one: ids and codes have come as either."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_NUMBER:
        return str(value)
    return text(value, limit)


def number(value: Any) -> float | int | None:
    """A finite number, also written as text."""
    if isinstance(value, str) and 0 < len(value) <= 32:
        try:
            value = float(value)
        except ValueError:
            return None
        value = int(value) if value.is_integer() and abs(value) < 10**15 else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -(10**15) < value < 10**15 else None


def moment(value: Any) -> datetime | None:
    """Unix seconds as text or number; from 1e12 on it is milliseconds, which have been seen."""
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 16:
        return None
    seconds = int(value) // 1000 if int(value) >= 10**12 else int(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds < YEAR_10000 else None


def some(**found: Any) -> dict[str, Any]:
    """Only what is known: None, an empty text and an empty list are left out, False and 0 are kept."""
    return {key: value for key, value in found.items() if value is not None and value not in ("", [], {})}
