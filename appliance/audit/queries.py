"""Reading the audit: a page, or all of it for an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from appliance.audit.models import AuditEntry
from appliance.audit.naming import names_of
from appliance.conversations.presenting import moment

EXPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class AuditFilter:
    """None asks for everything. `since` and `until` are moments; `until` is excluded."""

    user_id: int | None = None
    action: str | None = None
    """All of it, or what stands before the dot."""
    subject_kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_entries(
    session: Session, wanted: AuditFilter, limit: int, before_id: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first, and the cursor of the next one."""
    query = select(AuditEntry).where(*_conditions(wanted)).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    rows = list(session.scalars(query))
    page = rows[:limit]
    names = names_of(session, page)
    shown = [present(row, names.get((row.subject_kind, row.subject_id))) for row in page]
    return shown, str(page[-1].id) if len(rows) > limit else None


def all_entries(session: Session, wanted: AuditFilter) -> Iterator[dict[str, Any]]:
    """Every entry, newest first, a few at a time."""
    before: int | None = None
    while True:
        page, more = list_entries(session, wanted, EXPORTED_AT_ONCE, before)
        yield from page
        session.expunge_all()
        if more is None:
            return
        before = int(more)


def present(row: AuditEntry, name: str | None) -> dict[str, Any]:
    """An entry of the API; `name` is its subject's."""
    return {
        "id": row.id,
        "at": moment(row.at),
        "user": {"id": row.user_id, "name": row.user_name} if row.user_name is not None else None,
        "address": row.address,
        "agent": row.agent,
        "action": row.action,
        "subject": {"kind": row.subject_kind, "id": row.subject_id, "name": name},
        "before": row.before,
        "after": row.after,
    }


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.user_id is not None:
        conditions.append(AuditEntry.user_id == wanted.user_id)
    if wanted.action is not None:
        is_whole = "." in wanted.action
        conditions.append(
            AuditEntry.action == wanted.action
            if is_whole
            else AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True)
        )
    if wanted.subject_kind is not None:
        conditions.append(AuditEntry.subject_kind == wanted.subject_kind)
    if wanted.subject_id is not None:
        conditions.append(AuditEntry.subject_id == wanted.subject_id)
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.at < wanted.until)
    return conditions
