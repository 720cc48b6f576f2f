"""Sees to a created tenant's volumes: those with data must be the old ones, the others are made anew.

An empty database in the place of one that has gone would hide the loss, and be backed up as if it were all.
Redis holds nothing that the database does not; a lost backup repository begins anew with the next backup.
"""

from control_plane.adapters.names import TenantNames
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_volumes import is_own
from control_plane.operations.steps.tenant import load_tenant


class CheckVolumes:
    name = "check_volumes"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        names = load_tenant(context).names
        return not lost_data(context, names) and not _absent(context, names)

    def apply(self, context: StepContext) -> None:
        names = load_tenant(context).names
        lost = lost_data(context, names)
        if lost:
            raise StepFailed(
                "data_lost",
                f"The tenant's data is gone with {' and '.join(lost)}: restore a backup.",
                next_action=f"Restore a backup: guiche restore {names.slug} BACKUP_ID"
                f" (they are listed by guiche backup list {names.slug}).",
            )
        for name in _absent(context, names):
            context.progress(f"Creating the volume {name}", 50)
            context.adapters.volumes.create(name, names.labels("volume"))


def lost_data(context: StepContext, names: TenantNames) -> list[str]:
    """The volumes with data that are gone, or that the engine has replaced by empty ones."""
    volumes = (names.database_volume, names.media_volume)
    return [volume for volume in volumes if not is_own(context, names, volume)]


def _absent(context: StepContext, names: TenantNames) -> list[str]:
    volumes = (names.redis_volume, names.backups_volume)
    return [volume for volume in volumes if context.adapters.volumes.find(volume) is None]
