"""Cursors of keyset lists: where the last page ended, opaque to callers."""

import base64
import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from appliance.errors import InvalidInput

Position = tuple[datetime, int]
"""The sort key of the last row seen: its moment and its id."""


def encode_cursor(position: Position) -> str:
    """The position as URL-safe text."""
    moment, row_id = position
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), row_id]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> Position:
    """Raises InvalidInput `invalid_cursor`."""
    try:
        moment, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = (datetime.fromisoformat(moment), int(row_id))
        if position[0].tzinfo is None:
            raise ValueError("naive moment")  # noqa: TRY301 - one way out for everything malformed
    except (ValueError, TypeError) as error:
        raise InvalidInput("invalid_cursor", "O cursor da lista não é válido.") from error
    return position


def before(
    moment: InstrumentedAttribute[Any], row_id: InstrumentedAttribute[int], position: Position
) -> ColumnElement[bool]:
    """Rows after `position` in a list that goes down; written so that the index narrows the search."""
    return and_(moment <= position[0], or_(moment < position[0], row_id < position[1]))


def after(
    moment: InstrumentedAttribute[Any], row_id: InstrumentedAttribute[int], position: Position
) -> ColumnElement[bool]:
    """Likewise in a list that goes up."""
    return and_(moment >= position[0], or_(moment > position[0], row_id > position[1]))
