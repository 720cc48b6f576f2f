"""A drill: one backup is restored for practice while the tenant goes on working, and its row says so."""

from control_plane.operations.step import StepContext
from control_plane.operations.steps import practice
from control_plane.operations.steps.kept_backups import chosen_run

_PROVEN = "practice"


class PracticeRestore:
    name = "practice_restore"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        """By this operation: that another has proven the same backup is why it is asked for again."""
        return context.recall(_PROVEN) is not None and not practice.is_left(context)

    def apply(self, context: StepContext) -> None:
        context.remember(_PROVEN, practice.practise(context, chosen_run(context)))
