"""How an operation ends: the tenant is freed, and whoever reads it is told what can be done now."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from control_plane.database import utc_now
from control_plane.models import Operation, TenantLock
from control_plane.operations.catalog import KINDS
from control_plane.operations.credential_errors import CREDENTIAL_ERRORS
from control_plane.services import operation_alarms


def end(session: Session, operation: Operation, lifecycle: str | None) -> None:
    """Nobody works on it any more; the tenant gets `lifecycle`, unless that is None, and is free."""
    operation.finished_at = utc_now()
    operation.lease_holder = operation.lease_until = operation.retry_at = operation.canceled_by = None
    operation.tenant.lifecycle = lifecycle or operation.tenant.lifecycle
    session.execute(delete(TenantLock).where(TenantLock.operation_id == operation.id))


def stop(session: Session, operation: Operation, step: str) -> None:
    """Ends what `canceled_by` asked to stop, before its step named `step`."""
    operation.error_code = "canceled"
    if operation.started_at is None:
        operation.error_message = f"{operation.canceled_by} took it out of the queue before it began."
    else:
        operation.error_message = (
            f"{operation.canceled_by} stopped it before the step {step}; what was done by then stays."
        )
    operation.next_action = next_action(operation)
    operation_alarms.stopped(session, operation)
    end(session, operation, lifecycle_stopped(operation))


def lifecycle_stopped(operation: Operation) -> str | None:
    """The tenant's, when the operation ends half-way; one that never began leaves it alone."""
    return KINDS[operation.kind].lifecycle_failed if operation.started_at else None


def next_action(operation: Operation) -> str:
    """What to do about one that failed or was stopped."""
    kind = KINDS[operation.kind]
    resume = f"guiche operation resume {operation.id}"
    right = "" if operation.error_code == "canceled" else "put that right, then "
    if kind.lifecycle_undone is None or operation.is_undoing:
        return _sentence(f"{right}resume: {resume}")
    undo = f"take back what was made: guiche operation undo {operation.id}"
    if not kind.takes_credentials or operation.error_code == "canceled":
        return _sentence(f"{right}resume: {resume} (or {undo})")
    if operation.error_code in CREDENTIAL_ERRORS:
        return f"Resume with the right credentials ({resume} --help says how), or {undo}"
    return _sentence(f"{right}resume: {resume} (its --help: how to replace wrong credentials), or {undo}")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
