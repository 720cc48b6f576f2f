"""What becomes of a canary's operation, in the transaction that ends it: its alarm is raised, or is over."""

from pathlib import Path

from sqlalchemy.orm import Session

from control_plane.canary_terms import part_of
from control_plane.models import Operation
from control_plane.operations.catalog import CANARIES
from control_plane.operations.words import read_words
from control_plane.services import alarms
from control_plane.services.canary_runs import newest_tenant, note_end

_PARTS = read_words(Path(__file__).with_name("canary_parts.json"))


def failed(session: Session, operation: Operation) -> None:
    """One alarm of the platform's for all canaries, about the last that failed."""
    if not operation.is_undoing:
        note_end(operation)
    step = next((each.name for each in operation.steps if each.state == "failed"), operation.steps[0].name)
    details = {
        "operation": operation.id,
        "error": operation.error_code,
        "canary": operation.tenant.slug,
        "part": _PARTS[part_of(operation.kind, step)],
        "step": step,
    }
    _clear(session, but=operation.kind)
    alarms.raise_(session, "canary_failed", subject=operation.kind, details=details)


def succeeded(session: Session, operation: Operation) -> None:
    """The last canary is gone as it should: it is so no more. What an older one left behind says nothing."""
    if operation.kind == "delete_canary" and operation.tenant_id == newest_tenant(session):
        _clear(session)


def _clear(session: Session, *, but: str | None = None) -> None:
    for kind in CANARIES:
        if kind != but:
            alarms.clear(session, "canary_failed", subject=kind)
