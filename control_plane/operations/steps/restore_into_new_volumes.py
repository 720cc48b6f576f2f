"""Fills the next generation of volumes from a restore point, while the present one goes on serving.

Done again it starts with empty volumes: half a restore is never continued.
"""

from control_plane.database import transaction
from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.kept_backups import chosen_run
from control_plane.operations.steps.load_backup import load_backup
from control_plane.operations.steps.migrate_database import prove_migrated
from control_plane.operations.steps.prepare_database import prove_prepared
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts
from control_plane.services.credentials import Vault

_SESSION_KEYS = "session_keys"


class RestoreIntoNewVolumes:
    name = "restore_into_new_volumes"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, restored_database.restored_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = restored_database.restored_tenant(context)
        context.remember("restored", load_backup(context, tenant, chosen_run(context)))
        _settle(context, tenant)
        restored_database.stop(context, tenant)
        prove_prepared(context, tenant)
        prove_migrated(context, tenant)
        prove(context, self.name, *_subjects(context, tenant))


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
    _reseal(context, tenant, host)


def _reseal(context: StepContext, tenant: TenantFacts, host: dict[str, str]) -> None:
    """Second factors in it may be sealed under a session key that has been replaced since."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        keys = vault.history(session, tenant.id, "session_key")
    if len(keys) == 1:
        return
    secret = context.adapters.secrets.ensure(tenant.names, _SESSION_KEYS, "\n".join(keys))
    try:
        job = appliance_job(
            context,
            tenant,
            "reseal",
            secrets=["database_app_password"],
            environment={**host, "SESSION_KEY_FILE": f"/run/secrets/{_SESSION_KEYS}"},
            extra_secrets=[secret],
        )
        run_job(context, job, "Sealing restored second factors under the present key")
    finally:
        context.adapters.secrets.remove([secret])


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    found = [context.adapters.volumes.find(name) for name in restored_database.volumes(tenant)]
    return [f"{volume.name} {volume.birth}" if volume else "none" for volume in found]
