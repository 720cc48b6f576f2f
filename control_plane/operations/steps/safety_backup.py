"""A restore point from before something is changed that cannot be taken back."""

from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import select

from control_plane.database import transaction
from control_plane.models import Operation, OperationStep
from control_plane.operations.step import StepContext
from control_plane.operations.steps.check_volumes import lost_data
from control_plane.operations.steps.migrate_database import is_migrated
from control_plane.operations.steps.restored_database import is_swapped
from control_plane.operations.steps.run_backup import SAFETY, RunBackup
from control_plane.operations.steps.tenant import load_tenant


class SafetyBackup(RunBackup):
    """Each time that somebody resumes the operation it is another: what was written since is to be in it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, trigger=SAFETY)

    def run_id(self, context: StepContext) -> str:
        with transaction(context.sessions) as session:
            resumed_at = session.get_one(Operation, context.operation_id).resumed_at
        if resumed_at is None:
            return context.operation_id
        return str(uuid5(NAMESPACE_OID, f"{context.operation_id} {resumed_at.isoformat()}"))


class BackupBeforeRestore(SafetyBackup):
    """Of what the restore will take the place of; nothing, where the data is gone, or has been replaced, or
    where the operator says that none can be made (`without_safety_backup`)."""

    def __init__(self) -> None:
        super().__init__("safety_backup")

    def check(self, context: StepContext) -> bool:
        return (
            bool(context.inputs.get("without_safety_backup"))
            or super().check(context)
            or is_swapped(context)
            or _is_being_swapped(context)
            or bool(lost_data(context, load_tenant(context).names))
        )


class BackupBeforeMigration(SafetyBackup):
    """Only when tables are about to be changed by an image that has not migrated them yet."""

    def __init__(self) -> None:
        super().__init__("backup_before_migration")

    def check(self, context: StepContext) -> bool:
        return super().check(context) or is_migrated(context, load_tenant(context))


def _is_being_swapped(context: StepContext) -> bool:
    """Whether this restore has taken the database down: since its safety backup nobody can have written."""
    query = select(OperationStep.attempts).where(
        OperationStep.operation_id == context.operation_id, OperationStep.name == "swap_volumes"
    )
    with transaction(context.sessions) as session:
        has_begun = bool(session.scalar(query))
    return has_begun and "mysql" not in context.adapters.stacks.service_names(
        load_tenant(context).names.stack
    )
