"""`operation_failed`: one open alarm for each tenant and kind, for as long as that is how things stand."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from control_plane.models import Alarm, Operation
from control_plane.operations.catalog import KINDS
from control_plane.services import alarms

CODE = "operation_failed"
_NOT_READY = "tenant_not_ready"


def failed(session: Session, operation: Operation) -> None:
    """It has stopped before its end. Where its tenant had changed before it began, nothing is half done."""
    if operation.error_code == _NOT_READY:
        return
    details = {"operation": operation.id, "error": operation.error_code}
    about = {"tenant_id": operation.tenant_id, "subject": operation.kind}
    alarms.raise_(session, "operation_failed", **about, details=details)


def succeeded(session: Session, operation: Operation) -> None:
    """Its kind works again. Where it moved the tenant's lifecycle on, what stopped before is behind it."""
    if KINDS[operation.kind].lifecycle_after is None:
        alarms.clear(session, CODE, tenant_id=operation.tenant_id, subject=operation.kind)
        return
    alarms.end(session, _open(operation))


def stopped(session: Session, operation: Operation) -> None:
    """Somebody stopped it, who had resumed it: it has not failed any more."""
    alarms.end(session, _open(operation).where(Alarm.details["operation"].as_string() == operation.id))


def _open(operation: Operation) -> Select[Alarm]:
    """Of its tenant."""
    own = Alarm.tenant_id == operation.tenant_id, Alarm.code == CODE, Alarm.cleared_at.is_(None)
    return select(Alarm).where(*own)
