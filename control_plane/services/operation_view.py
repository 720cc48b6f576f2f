"""An operation as API, CLI and panel show it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from control_plane.errors import Conflict
from control_plane.models import Operation, OperationStep
from control_plane.operations.catalog import KINDS
from control_plane.operations.queue import ahead_of
from control_plane.operations.states import LIVE, STOPPED
from control_plane.services.resuming import resume_refusal

FAILURE = "failure"
"""Among an operation's results: why it was given up, which outlives its undoing."""


def present(operation: Operation) -> dict[str, Any]:
    """Everything but inputs and results; of a row that belongs to an open session."""
    refused = _refused(operation)
    error = None
    if operation.error_code:
        error = {
            "code": operation.error_code,
            "message": operation.error_message,
            "next_action": refused.message if refused else operation.next_action,
        }
    return {
        "id": operation.id,
        "kind": operation.kind,
        "tenant": operation.tenant.slug,
        "state": operation.state,
        **_queue(operation),
        "steps": [_present_step(step, error) for step in operation.steps],
        "error": error,
        "given_up_because": operation.results.get(FAILURE),
        "is_undoing": operation.is_undoing,
        "canceled_by": operation.canceled_by,
        "can_cancel": can_cancel(operation),
        "can_resume": operation.state in STOPPED and refused is None,
        "can_undo": can_undo(operation),
        "can_correct": can_correct(operation),
        "requested_by": operation.requested_by,
        "attempts": operation.attempts,
        "retry_at": _moment(operation.retry_at),
        "created_at": _moment(operation.created_at),
        "started_at": _moment(operation.started_at),
        "finished_at": _moment(operation.finished_at),
    }


def failure(operation: Operation) -> dict[str, Any]:
    """Why it stopped, as it is remembered when it is given up."""
    step = next((step.name for step in operation.steps if step.state == "failed"), None)
    return {"code": operation.error_code, "message": operation.error_message, "step": step}


def can_cancel(operation: Operation) -> bool:
    """Whether it may be asked to stop before a step: no undo, which goes to its end, nor in its last one, nor
    a purge that has begun."""
    is_in_last = operation.state == "running" and operation.steps[-1].state != "pending"
    if KINDS[operation.kind].is_final and operation.started_at is not None:
        return False
    is_wanted = operation.canceled_by is None and not operation.is_undoing
    return operation.state in LIVE and is_wanted and not is_in_last


def can_undo(operation: Operation) -> bool:
    """An undo that failed is resumed, not undone again."""
    if operation.state not in STOPPED or operation.is_undoing:
        return False
    return KINDS[operation.kind].lifecycle_undone is not None


def can_correct(operation: Operation) -> bool:
    """Whether it may be resumed with other credentials."""
    is_stopped = operation.state in STOPPED and not operation.is_undoing
    return is_stopped and KINDS[operation.kind].takes_credentials


def _refused(operation: Operation) -> Conflict | None:
    """Why one that stopped may not go on: what was advised when it stopped is then no advice any more."""
    session = object_session(operation)
    if operation.state not in STOPPED or session is None:
        return None
    return resume_refusal(session, operation)


def _queue(operation: Operation) -> dict[str, Any]:
    """How many of its tenant's operations it still waits for, and which has its turn."""
    session = object_session(operation)
    if operation.state != "queued" or session is None:
        return {"ahead": 0, "waits_for": None}
    earlier = ahead_of(operation.tenant_id, operation.created_at, operation.id)
    told = select(Operation.id, Operation.kind, Operation.retry_at).where(Operation.id.in_(earlier))
    rows = session.execute(told.order_by(Operation.created_at, Operation.id)).all()
    if not rows:
        return {"ahead": 0, "waits_for": None}
    id_, kind, retry_at = rows[0]
    return {"ahead": len(rows), "waits_for": {"id": id_, "kind": kind, "retry_at": _moment(retry_at)}}


def _present_step(step: OperationStep, error: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": step.name,
        "state": step.state,
        "percent": step.percent,
        "message": step.message,
        "output": step.output,
        "error": error if step.state == "failed" else None,
        "started_at": _moment(step.started_at),
        "finished_at": _moment(step.finished_at),
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
