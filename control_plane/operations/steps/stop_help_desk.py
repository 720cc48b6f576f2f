"""Stops web and worker, while database and Redis go on: from here on nobody writes any more."""

from control_plane.operations.step import StepContext
from control_plane.operations.steps.deploy_stack import watcher
from control_plane.operations.steps.final_backup import is_final_backup_made
from control_plane.operations.steps.stack_document import DATABASE_SERVICES, database_document
from control_plane.operations.steps.tenant import load_tenant


class StopHelpDesk:
    """Brings the database up too, where the tenant was suspended without a backup."""

    name = "stop_help_desk"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        if is_final_backup_made(context):
            return True
        tenant = load_tenant(context)
        stacks = context.adapters.stacks
        return stacks.service_names(tenant.names.stack) == set(DATABASE_SERVICES) and stacks.is_as_asked(
            tenant.names.stack, database_document(context, tenant)
        )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        context.progress("Stopping web and worker", 5)
        context.adapters.stacks.deploy(
            tenant.names.stack,
            database_document(context, tenant),
            watcher(context.progress),
            timeout=self.deadline_seconds - 60,
            prune=True,
        )
