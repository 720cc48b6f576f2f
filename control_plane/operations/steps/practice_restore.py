"""A drill: one backup is restored for practice while the tenant goes on working, and its row says so."""

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup
from control_plane.operations.step import StepContext
from control_plane.operations.steps import practice

_PROVEN = "practice"


class PracticeRestore:
    name = "practice_restore"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        """By this operation: that another has proven the same backup is why it is asked for again."""
        return context.recall(_PROVEN) is not None and not practice.is_left(context)

    def apply(self, context: StepContext) -> None:
        context.remember(_PROVEN, practice.practise(context, _run_id(context)))


def _run_id(context: StepContext) -> str:
    with transaction(context.sessions) as session:
        backup = session.get(Backup, context.inputs["backup_id"])
        if backup is None or backup.tenant_id != context.tenant_id:
            raise StepFailed("backup_missing", "The backup is not on record any more: choose another one.")
        return backup.operation_id
