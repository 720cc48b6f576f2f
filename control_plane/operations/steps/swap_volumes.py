"""Takes the stack off the old volumes and points the tenant at the new ones. The old ones stay.

The whole stack goes down first: no process that knew the old data may meet the new. Meta delivers again what
it could not deliver meanwhile.
"""

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.deploy_stack import remove_stack
from control_plane.operations.steps.restored_database import restored_tenant
from control_plane.operations.steps.tenant import load_tenant


class SwapVolumes:
    name = "swap_volumes"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        return load_tenant(context).names.generation == restored_tenant(context).names.generation

    def apply(self, context: StepContext) -> None:
        generation = restored_tenant(context).names.generation
        remove_stack(context)
        with transaction(context.sessions) as session:
            session.get_one(Tenant, context.tenant_id).generation = generation
