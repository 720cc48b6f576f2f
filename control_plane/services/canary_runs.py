"""The canary's runs, as its operations tell them: when, how long each part took, where one failed.

A run is a canary's creation and the deletion that follows on it; both stay in the history for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.canary_terms import PARTS, part_of
from control_plane.models import Operation
from control_plane.operations.states import LIVE
from control_plane.services.operation_view import FAILURE, failure

RUN = "run"
"""Among a creation's results: its parts and end as they were when it failed, which outlives its undoing."""
USED = "use_help_desk"
"""Likewise: how many seconds each thing took that was tried on the help desk (that step's own report)."""
RUNNING, SUCCEEDED, FAILED, CANCELED = STATES = ("running", "succeeded", "failed", "canceled")


def last_runs(session: Session, limit: int) -> list[dict[str, Any]]:
    """Newest first."""
    kind = select(Operation).where(Operation.kind == "create_canary")
    newest = kind.order_by(Operation.created_at.desc(), Operation.id.desc()).limit(limit)
    creations = session.scalars(newest).all()
    deletions = select(Operation).where(
        Operation.kind == "delete_canary", Operation.tenant_id.in_([each.tenant_id for each in creations])
    )
    by_tenant = {each.tenant_id: each for each in session.scalars(deletions)}
    return [_present(creation, by_tenant.get(creation.tenant_id)) for creation in creations]


def newest_tenant(session: Session) -> str | None:
    """The id of the last canary there was."""
    kind = select(Operation.tenant_id).where(Operation.kind == "create_canary")
    return session.scalar(kind.order_by(Operation.created_at.desc(), Operation.id.desc()).limit(1))


def note_end(operation: Operation) -> None:
    """Keeps what undoing writes over."""
    ended = {"parts": _parts([operation]), "finished_at": _moment(operation.finished_at)}
    operation.results = {**operation.results, RUN: ended}


def _present(creation: Operation, deletion: Operation | None) -> dict[str, Any]:
    last = deletion or creation
    state = _state(creation, deletion)
    kept = creation.results.get(RUN) if creation.is_undoing else None
    parts = kept["parts"] if kept else _parts(filter(None, [creation, deletion]))
    finished_at = kept["finished_at"] if kept else _moment(last.finished_at)
    return {
        "id": creation.id,
        "slug": creation.tenant.slug,
        "state": state,
        "requested_by": creation.requested_by,
        "started_at": creation.created_at.isoformat(),
        "finished_at": finished_at if state != RUNNING else None,
        "seconds": round(sum(parts.values()), 1),
        "parts": [{"name": name, "seconds": parts.get(name)} for name in PARTS],
        "used": creation.results.get(USED) or {},
        "operation": last.id,
        "deletion": deletion.id if deletion else None,
        "failure": _failure(last) if state in (FAILED, CANCELED) else None,
    }


def _state(creation: Operation, deletion: Operation | None) -> str:
    if creation.is_undoing:
        was_canceled = creation.results.get(FAILURE, {}).get("code") == "canceled"
        return CANCELED if was_canceled else FAILED
    last = deletion or creation
    if last.state in LIVE or (last is creation and creation.state == SUCCEEDED):
        return RUNNING
    return last.state


def _failure(operation: Operation) -> dict[str, Any]:
    kept: dict[str, Any] = operation.results.get(FAILURE) or failure(operation)
    return kept


def _parts(operations: Iterable[Operation]) -> dict[str, float]:
    """Seconds by part, of those that have begun."""
    found: dict[str, float] = {}
    for operation in operations:
        for step in operation.steps:
            if step.started_at and step.finished_at:
                part = part_of(operation.kind, step.name)
                found[part] = found.get(part, 0) + (step.finished_at - step.started_at).total_seconds()
    return {name: round(seconds, 1) for name, seconds in found.items()}


def last_ended(runs: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest that came to an end by itself."""
    return next((run for run in runs if run["state"] in (SUCCEEDED, FAILED)), None)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
