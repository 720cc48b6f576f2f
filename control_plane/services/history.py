"""What was done to tenants: looked for by whom, what, when and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from control_plane.database import Sessions, reading
from control_plane.models import Operation, OperationStep, Tenant
from control_plane.operations.catalog import CANARIES
from control_plane.services.operation_view import present
from control_plane.services.operations import find_operation

LONGEST_SEARCH = 100
"""Characters."""


@dataclass(frozen=True)
class HistoryFilter:
    """What is None does not matter."""

    tenant: str | None = None
    """Slug."""
    kind: str | None = None
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Asked for from `since` on, and before `until`."""
    text: str | None = None
    """Part of an id, a tenant's slug or name, who asked, an error or a line of output; in any case."""


class History:
    """Operations are never removed; a page of them is found by an index."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(
        self, wanted: HistoryFilter | None = None, *, limit: int = 50, before: str | None = None
    ) -> list[dict[str, Any]]:
        """Newest first; `before`: id of the last one of the page before. Raises NotFound if that is none."""
        query = _narrowed(select(Operation).join(Tenant), wanted or HistoryFilter())
        with reading(self._sessions) as session:
            if before is not None:
                last = find_operation(session, before)
                query = query.where(
                    (Operation.created_at < last.created_at)
                    | ((Operation.created_at == last.created_at) & (Operation.id < last.id))
                )
            query = query.order_by(Operation.created_at.desc(), Operation.id.desc()).limit(limit)
            return [present(operation) for operation in session.scalars(query)]


def _narrowed(query: Select[Operation], wanted: HistoryFilter) -> Select[Operation]:
    for column, value in (
        (Tenant.slug, wanted.tenant),
        (Operation.kind, wanted.kind),
        (Operation.state, wanted.state),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(Operation.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Operation.created_at < wanted.until)
    if not (wanted.tenant or wanted.kind or wanted.text):  # a canary's are shown to whoever looks for them
        query = query.where(Operation.kind.not_in(CANARIES))
    return _holding(query, wanted.text) if wanted.text else query


def _holding(query: Select[Operation], text: str) -> Select[Operation]:
    said = select(OperationStep.id).where(
        OperationStep.operation_id == Operation.id, OperationStep.output.icontains(text, autoescape=True)
    )
    columns = (
        Operation.id,
        Tenant.slug,
        Tenant.name,
        Operation.requested_by,
        Operation.error_code,
        Operation.error_message,
    )
    return query.where(or_(*(column.icontains(text, autoescape=True) for column in columns), said.exists()))
