"""Fills a new tenant's volumes from a restore point of another, before anything of it runs."""

from dataclasses import replace

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup, Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.backup_job import Repository
from control_plane.operations.steps.cleared import cleared_after
from control_plane.operations.steps.kept_backups import refuse_offsite_only
from control_plane.operations.steps.load_backup import load_backup
from control_plane.operations.steps.prepare_database import database_subjects
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant
from control_plane.services.credentials import Vault

_PASSWORD = "backup_password"  # noqa: S105 - a name


class LoadSource:
    name = "load_source"
    deadline_seconds = 6 * 3600

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *database_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        """The other's repository opens with a secret that exists only meanwhile."""
        tenant = load_tenant(context)
        source, run_id, password = _source(context)
        secret = context.adapters.secrets.ensure(tenant.names, _PASSWORD, password)

        def clear() -> None:
            restored_database.stop(context, tenant)
            context.adapters.secrets.remove([secret])

        with cleared_after(clear):
            repository = Repository(source.id, source.names.backups_volume, secret)
            context.remember("copied", load_backup(context, tenant, run_id, repository))
        prove(context, self.name, *database_subjects(context, tenant))

    def undo(self, context: StepContext) -> None:
        restored_database.stop(context, load_tenant(context))


class SettleCopy:
    """After the migration: nothing of the other help desk goes on by itself in this one."""

    name = "settle_copy"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *database_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = appliance_job(context, tenant, "after-copy", secrets=["database_app_password"])
        run_job(context, job, "Ending what the other help desk had begun")
        prove(context, self.name, *database_subjects(context, tenant))


def _source(context: StepContext) -> tuple[TenantFacts, str, str]:
    """The tenant that is copied, the run of its backup, and what opens its repository. Raises StepFailed."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        backup = session.get(Backup, context.inputs["source"]["backup_id"])
        tenant = session.get(Tenant, backup.tenant_id) if backup else None
        password = vault.find(session, tenant.id, _PASSWORD) if tenant else None
    if backup is None or tenant is None or password is None:
        raise StepFailed(
            "source_missing",
            "The backup to copy from is not on record any more, or its tenant has been deleted.",
            next_action="Take back what was made, and create the tenant from another backup.",
        )
    refuse_offsite_only(backup)
    return load_tenant(replace(context, tenant_id=tenant.id)), backup.run_id, password
