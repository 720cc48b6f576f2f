"""Copies the tenant's backups to the other place, and records which of them were found again there."""

from control_plane.database import transaction
from control_plane.operations.step import StepContext
from control_plane.operations.steps.kept_backups import note_offsite
from control_plane.operations.steps.offsite_job import offsite_job
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import load_tenant


class CopyOffsite:
    name = "copy_offsite"
    deadline_seconds = 11 * 3600

    def check(self, context: StepContext) -> bool:
        """Of this operation alone: another one looks again, so that asking for a copy also proves it."""
        return context.recall(self.name) is not None

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        with offsite_job(context, tenant, "offsite") as job:
            told = run_job(context, job, "Copying the backups off site and finding them again there")
        with transaction(context.sessions) as session:
            note_offsite(session, tenant.id, told["runs"])
        context.remember(self.name, {name: told[name] for name in ("copied", "checked", "retention")})
