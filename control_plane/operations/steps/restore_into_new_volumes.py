"""Fills the next generation of volumes from a restore point, while the present one goes on serving.

Done again it starts with empty volumes: half a restore is never continued.
"""

from functools import partial

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup
from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.backup_job import backup_job
from control_plane.operations.steps.deploy_stack import remove_jobs
from control_plane.operations.steps.migrate_database import prove_migrated
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.prepare_database import prepare_job, prove_prepared
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts


class RestoreIntoNewVolumes:
    name = "restore_into_new_volumes"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, restored_database.restored_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = restored_database.restored_tenant(context)
        run_id = _run_id(context)
        _empty_volumes(context, tenant)
        restored_database.start(context, tenant)
        run_job(
            context,
            prepare_job(context, tenant, database_host=restored_database.HOST),
            "Creating database users",
        )
        job = backup_job(
            context,
            tenant,
            "restore",
            run_id=run_id,
            database_user="root",
            database_host=restored_database.HOST,
            fills_media=True,
        )
        context.remember("restored", run_job(context, job, "Loading the backup and proving its rows"))
        _settle(context, tenant)
        restored_database.stop(context, tenant)
        prove_prepared(context, tenant)
        prove_migrated(context, tenant)
        prove(context, self.name, *_subjects(context, tenant))


def _run_id(context: StepContext) -> str:
    with transaction(context.sessions) as session:
        backup = session.get(Backup, context.inputs["backup_id"])
        if backup is None or backup.tenant_id != context.tenant_id:
            raise StepFailed("backup_missing", "The backup is not on record any more: choose another one.")
        return backup.operation_id


def _empty_volumes(context: StepContext, tenant: TenantFacts) -> None:
    remove_jobs(context, tenant.names)  # one that a dead runner left still fills the volumes
    restored_database.stop(context, tenant)
    tell = Pace(context.progress)
    for name in _new_volumes(tenant):
        context.adapters.volumes.remove(name, partial(tell, f"Removing {name}, left by an attempt", 5))
        context.adapters.volumes.create(name, tenant.names.labels("volume"))


def _settle(context: StepContext, tenant: TenantFacts) -> None:
    """Brings the tables up to the running version, and sees to it that nothing old is sent again."""
    host = {"DATABASE_HOST": restored_database.HOST}
    for command, user, doing in (
        ("migrate", "migrate", "Migrating the restored database"),
        ("after-restore", "app", "Holding back what was waiting to be sent"),
    ):
        password = f"database_{user}_password"
        environment = {
            **host,
            "DATABASE_USER": user,
            "DATABASE_PASSWORD_FILE": f"/run/secrets/{password}",
        }
        job = appliance_job(context, tenant, command, secrets=[password], environment=environment)
        run_job(context, job, doing)


def _new_volumes(tenant: TenantFacts) -> tuple[str, str, str]:
    return tenant.names.database_volume, tenant.names.redis_volume, tenant.names.media_volume


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    found = [context.adapters.volumes.find(name) for name in _new_volumes(tenant)]
    return [f"{volume.name} {volume.birth}" if volume else "none" for volume in found]
