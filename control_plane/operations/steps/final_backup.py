"""A restore point from when nobody could write any more, and the proof that it can be restored.

Where the operator says that none can be made (`without_backup`), nothing is done here: the data stays in its
volumes all the same until the purge.
"""

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup, Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps import practice
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_backup import RunBackup

_TRIGGER = "final"


class FinalBackup(RunBackup):
    def __init__(self) -> None:
        super().__init__("final_backup", trigger=_TRIGGER)

    def check(self, context: StepContext) -> bool:
        return is_final_backup_made(context)


class ProveFinalBackup:
    """As a drill does (practice_restore.py), of this very backup."""

    name = "prove_final_backup"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        backup = final_backup(context)
        if backup is None:
            return is_final_backup_made(context)
        return is_proven(context, self.name, backup.id) and not practice.is_left(context)

    def apply(self, context: StepContext) -> None:
        backup = final_backup(context)
        if backup is None:  # the tenant has been opened again meanwhile
            raise StepFailed("backup_missing", "The final backup is not on record any more: resume.")
        context.remember("practice", practice.practise(context, backup.run_id))
        prove(context, self.name, backup.id)


def is_final_backup_made(context: StepContext) -> bool:
    """Or that none is to be made."""
    return bool(context.inputs.get("without_backup")) or final_backup(context) is not None


def final_backup(context: StepContext) -> Backup | None:
    """The one made since the tenant was closed, if it has not been opened again since."""
    with transaction(context.sessions) as session:
        closed_at = session.get_one(Tenant, context.tenant_id).closed_at
        if closed_at is None:
            return None
        query = session.query(Backup).filter_by(tenant_id=context.tenant_id, trigger=_TRIGGER)
        return query.filter(Backup.created_at >= closed_at).order_by(Backup.created_at.desc()).first()
