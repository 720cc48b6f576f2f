"""Whether a conditional update was the one that won."""

from typing import Any

from sqlalchemy import CursorResult


def changed_one(result: Any) -> bool:
    """Whether the statement changed exactly one row."""
    return isinstance(result, CursorResult) and result.rowcount == 1
