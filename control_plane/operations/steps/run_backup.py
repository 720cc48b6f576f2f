"""Makes a restore point and records it: for the platform it exists once the repository listed it back."""

from sqlalchemy import select

from control_plane.database import transaction
from control_plane.models import Backup
from control_plane.operations.step import StepContext
from control_plane.operations.steps.backup_job import backup_job
from control_plane.operations.steps.kept_backups import are_wanted, note_here
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import load_tenant

SAFETY = "safety"


class RunBackup:
    """`name` and `trigger` tell a nightly or manual backup from the first of a tenant and from those
    that are made before something is changed (safety_backup.py)."""

    deadline_seconds = 5 * 3600

    def __init__(self, name: str, trigger: str | None = None) -> None:
        self.name = name
        self._trigger = trigger

    def run_id(self, context: StepContext) -> str:
        """By which the repository knows this backup: the same, however often a runner begins again."""
        return context.operation_id

    def check(self, context: StepContext) -> bool:
        query = select(Backup.id).where(Backup.run_id == self.run_id(context))
        with transaction(context.sessions) as session:
            return session.scalar(query) is not None

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        run_id = self.run_id(context)
        job = backup_job(
            context,
            tenant,
            "backup",
            run_id=run_id,
            database_user="dump",
            lets_go=self._lets_go(context),
        )
        manifest = run_job(context, job, "Backing up database and media")
        runs = manifest.pop("runs", None)
        with transaction(context.sessions) as session:
            session.add(
                Backup(
                    tenant_id=tenant.id,
                    operation_id=context.operation_id,
                    run_id=run_id,
                    trigger=self._trigger or context.inputs["trigger"],
                    database_snapshot=manifest["database_snapshot"],
                    media_snapshot=manifest["media_snapshot"],
                    manifest=manifest,
                    bytes=manifest["bytes"],
                )
            )
            if runs is not None:  # a job of an older image does not tell
                note_here(session, tenant.id, runs)

    def _lets_go(self, context: StepContext) -> bool:
        """Never beside a change: what it was asked to go back to must not be what retention takes."""
        if self._trigger == SAFETY:
            return False
        with transaction(context.sessions) as session:
            return not are_wanted(session, context.tenant_id)
