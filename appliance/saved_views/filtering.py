"""The filter that a view keeps: what the list itself would take, and whether what it names is still there."""

from collections.abc import Iterable
from typing import Any

from marshmallow import RAISE, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.conversations.schemas import ConversationQuerySchema
from appliance.errors import InvalidInput
from appliance.labels.models import Label
from appliance.queues.models import Queue

Filter = dict[str, Any]

_PAGING = ("limit", "cursor", "is_synthetic")
_NAMED = {"queue_id": Queue.id, "label": Label.id}
"""Parameters that name a row which may be deleted. People are not: who left is still somebody."""


def checked(given: Filter) -> Filter:
    """Without what says nothing. Raises InvalidInput `invalid_filter`, naming the parameters."""
    kept = {key: value for key, value in given.items() if value not in (None, "", False)}
    try:
        ConversationQuerySchema(exclude=_PAGING, unknown=RAISE).load(kept)
    except ValidationError as error:
        wrong = sorted(map(str, error.normalized_messages()))  # type: ignore[no-untyped-call]
        text = f"O filtro da lista não aceita: {', '.join(wrong)[:200]}."
        raise InvalidInput("invalid_filter", text, field="filter", names=wrong[:10]) from error
    return kept


def missing_in(session: Session, filters: Iterable[Filter]) -> list[list[str]]:
    """Of each filter the parameters that name a queue or a label that is gone; two queries for all."""
    all_filters = list(filters)
    there = {
        name: set(session.scalars(select(column).where(column.in_(ids))))
        for name, column in _NAMED.items()
        if (ids := {one for row in all_filters for one in _ids(row, name)})
    }
    return [[name for name in _NAMED if not _ids(row, name) <= there.get(name, set())] for row in all_filters]


def _ids(row: Filter, name: str) -> set[int]:
    given = str(row.get(name, ""))
    return {int(given)} if given.isdecimal() else set()  # `none` names no row
