"""The backup repository opens by exactly the passwords that count in the vault."""

from dataclasses import replace

from control_plane.operations.step import StepContext
from control_plane.operations.steps.backup_job import backup_job
from control_plane.operations.steps.create_secrets import current_secrets, versioned_names
from control_plane.operations.steps.engine_secrets import BACKUP_PASSWORDS
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant


class PrepareRepository:
    name = "prepare_repository"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = backup_job(context, tenant, "keys", run_id=context.operation_id, database_user="dump")
        passwords = current_secrets(context, [BACKUP_PASSWORDS])
        run_job(
            context, replace(job, secrets=[*job.secrets, *passwords]), "Telling the backups what opens them"
        )
        prove(context, self.name, *_subjects(context, tenant))


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    volume = context.adapters.volumes.find(tenant.names.backups_volume)
    born = volume.birth if volume else "none"
    return [tenant.names.backups_volume, born, *versioned_names(context, ["backup_password"])]
