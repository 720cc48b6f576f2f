"""Which backups there are, as the jobs find them in the repositories: the platform offers no others.

A row goes with the last copy of its backup. While there is one off site it stays, marked as not here:
`retrieve` can bring it back, and what is known of it (origin, proof) would not come back with it. The row of
the tenant's newest proof stays as well, since alarms and drills go by its age; it is not offered.
"""

from collections.abc import Collection

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.models import Backup, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.operations.step import StepContext


def note_here(session: Session, tenant_id: str, runs: Collection[str]) -> None:
    """The tenant's own repository holds these runs, and no others."""
    for backup in session.query(Backup).filter_by(tenant_id=tenant_id):
        backup.is_here = backup.run_id in runs
    _let_go(session, tenant_id)


def note_offsite(session: Session, tenant_id: str, runs: Collection[str]) -> None:
    """The other place holds these runs, and no others."""
    for backup in session.query(Backup).filter_by(tenant_id=tenant_id):
        backup.offsite_at = (backup.offsite_at or utc_now()) if backup.run_id in runs else None
    _let_go(session, tenant_id)


def are_wanted(session: Session, tenant_id: str) -> bool:
    """Whether one of the tenant's backups is being restored, or is to be: then none is let go.

    Also while a restore has stopped half-way: whoever mends that may need any of them.
    """
    source = Operation.inputs["source"]["tenant_id"].as_string()
    own = Operation.kind.in_(("restore", "drill")) & (Operation.tenant_id == tenant_id)
    copied = (Operation.kind == "copy_tenant") & (source == tenant_id)
    if session.get_one(Tenant, tenant_id).lifecycle == "restoring":
        return True
    return bool(session.scalar(select(exists().where(Operation.state.in_(LIVE), or_(own, copied)))))


def chosen_run(context: StepContext) -> str:
    """The run of the backup that the operation names. Raises StepFailed unless it is here."""
    with transaction(context.sessions) as session:
        backup = session.get(Backup, context.inputs["backup_id"])
        if backup is None or backup.tenant_id != context.tenant_id:
            raise StepFailed("backup_missing", "The backup is not on record any more: choose another one.")
        refuse_offsite_only(backup)
        return backup.run_id


def refuse_offsite_only(backup: Backup) -> None:
    """Raises StepFailed where the tenant's repository does not hold it."""
    if not backup.is_here:
        raise StepFailed("backup_offsite_only", "The backup is not here any more: bring it back first.")


def _let_go(session: Session, tenant_id: str) -> None:
    """Rows of what is nowhere any more."""
    session.flush()
    proven = select(Backup.id).where(Backup.tenant_id == tenant_id, Backup.proven_at.is_not(None))
    newest = session.scalar(proven.order_by(Backup.proven_at.desc()).limit(1))
    gone = delete(Backup).where(
        Backup.tenant_id == tenant_id, Backup.is_here.is_(False), Backup.offsite_at.is_(None)
    )
    session.execute(gone.where(Backup.id != newest) if newest else gone)
