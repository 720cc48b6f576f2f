"""A restore point from before something is changed that cannot be taken back."""

from control_plane.operations.step import StepContext
from control_plane.operations.steps.check_volumes import lost_data
from control_plane.operations.steps.migrate_database import is_migrated
from control_plane.operations.steps.run_backup import RunBackup
from control_plane.operations.steps.tenant import load_tenant


class BackupBeforeRestore(RunBackup):
    """Of what the restore will take the place of; nothing, where the data is gone."""

    def __init__(self) -> None:
        super().__init__("safety_backup", trigger="safety")

    def check(self, context: StepContext) -> bool:
        return super().check(context) or bool(lost_data(context, load_tenant(context).names))


class BackupBeforeMigration(RunBackup):
    """Only when tables are about to be changed by an image that has not migrated them yet."""

    def __init__(self) -> None:
        super().__init__("backup_before_migration", trigger="safety")

    def check(self, context: StepContext) -> bool:
        return super().check(context) or is_migrated(context, load_tenant(context))
