"""Makes a restore point and records it: for the platform it exists once the repository listed it back."""

from sqlalchemy import select

from control_plane.database import transaction
from control_plane.models import Backup
from control_plane.operations.step import StepContext
from control_plane.operations.steps.backup_job import backup_job
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import load_tenant


class RunBackup:
    """`name` and `trigger` tell a nightly or manual backup from the first of a tenant and from those
    that are made before something is changed (safety_backup.py)."""

    deadline_seconds = 5 * 3600

    def __init__(self, name: str, trigger: str | None = None) -> None:
        self.name = name
        self._trigger = trigger

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            query = select(Backup.id).where(Backup.operation_id == context.operation_id)
            return session.scalar(query) is not None

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = backup_job(context, tenant, "backup", run_id=context.operation_id, database_user="dump")
        manifest = run_job(context, job, "Backing up database and media")
        with transaction(context.sessions) as session:
            session.add(
                Backup(
                    tenant_id=tenant.id,
                    operation_id=context.operation_id,
                    trigger=self._trigger or context.inputs["trigger"],
                    database_snapshot=manifest["database_snapshot"],
                    media_snapshot=manifest["media_snapshot"],
                    manifest=manifest,
                    bytes=manifest["bytes"],
                )
            )
