"""Whether an operation that stopped may go on: meanwhile its tenant may have become another."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.errors import Conflict
from control_plane.models import Operation
from control_plane.operations.catalog import KINDS
from control_plane.operations.lifecycles import CLOSED
from control_plane.operations.queue import is_ready


def resume_refusal(session: Session, operation: Operation) -> Conflict | None:
    """Why it may not be resumed now, in words that say what to do instead; None: it may."""
    if _is_any_later(session, operation, Operation.kind == operation.kind):
        return Conflict(
            "operation_superseded",
            "A newer operation of this kind exists: resume that one, or start another.",
        )
    if is_overtaken(session, operation):
        return Conflict(
            "operation_superseded",
            "A later operation has taken the tenant on from where this one left it: start a new one.",
        )
    lifecycle = operation.tenant.lifecycle
    if not is_ready(operation, lifecycle):
        return Conflict("tenant_not_ready", _not_ready(operation), lifecycle=lifecycle)
    return None


def is_overtaken(session: Session, operation: Operation) -> bool:
    """Whether it moves the tenant's lifecycle, and a later one that does so too has begun since: what it had
    done by then (a final backup, say) no longer tells of the tenant as it is."""
    if operation.is_undoing or not KINDS[operation.kind].moves_lifecycle:
        return False
    moving = [name for name, kind in KINDS.items() if kind.moves_lifecycle]
    return _is_any_later(session, operation, Operation.kind.in_(moving), Operation.started_at.is_not(None))


def _is_any_later(session: Session, operation: Operation, *conditions: Any) -> bool:
    later = select(Operation.id).where(
        Operation.tenant_id == operation.tenant_id,
        Operation.created_at > operation.created_at,
        *conditions,
    )
    return session.scalars(later.limit(1)).first() is not None


def _not_ready(operation: Operation) -> str:
    tenant = operation.tenant
    if tenant.lifecycle in CLOSED:
        return (
            f"The tenant is {tenant.lifecycle} by now: bring it back first (guiche tenant resume"
            f" {tenant.slug}), then resume this."
        )
    return f"The tenant is {tenant.lifecycle} by now: resume this once it no longer is, or leave it."
