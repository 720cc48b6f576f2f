"""The volumes of the tenant's present generation, and the one of its backups."""

from functools import partial

from control_plane.adapters.names import TENANT, TenantNames
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import load_tenant


class CreateVolumes:
    name = "create_volumes"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        names = load_tenant(context).names
        return all(is_own(context, names, name) for name in _volumes(names))

    def apply(self, context: StepContext) -> None:
        names = load_tenant(context).names
        for at, name in enumerate(_volumes(names)):
            context.progress(f"Creating the volume {name}", 10 + 20 * at)
            context.adapters.volumes.create(name, names.labels("volume"))

    def undo(self, context: StepContext) -> None:
        tell = Pace(context.progress)
        for name in _volumes(load_tenant(context).names):
            context.adapters.volumes.remove(name, partial(tell, f"Removing the volume {name}"))


def is_own(context: StepContext, names: TenantNames, volume: str) -> bool:
    """Whether the volume is there and was made for this tenant.

    The engine makes an empty one, without labels, for a task whose volume has gone: that one is not.
    """
    found = context.adapters.volumes.find(volume)
    return found is not None and found.labels.get(TENANT) == names.tenant_id


def _volumes(names: TenantNames) -> tuple[str, ...]:
    return (names.database_volume, names.redis_volume, names.media_volume, names.backups_volume)
