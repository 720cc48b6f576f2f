"""Brings backups back from the other place into the tenant's repository, which is made anew if it is gone."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation
from control_plane.operations.step import StepContext
from control_plane.operations.steps.kept_backups import note_here
from control_plane.operations.steps.offsite_job import offsite_job
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import load_tenant


class RetrieveBackups:
    name = "retrieve_backups"
    deadline_seconds = 11 * 3600

    def check(self, context: StepContext) -> bool:
        """Of this operation alone: the runner cannot look into a repository."""
        return context.recall(self.name) is not None

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        names = tenant.names
        if context.adapters.volumes.find(names.backups_volume) is None:
            context.progress(f"Creating the volume {names.backups_volume}", 5)
            context.adapters.volumes.create(names.backups_volume, names.labels("volume"))
        with offsite_job(context, tenant, "retrieve") as job:
            told = run_job(context, job, "Bringing backups back from off site")
        with transaction(context.sessions) as session:
            for run in told["runs"]:
                _record(session, context, run)
            if "here" in told:  # a job of an older image does not tell
                note_here(session, tenant.id, told["here"])
        context.remember(self.name, {"copied": told["copied"]})


def _record(session: Session, context: StepContext, run: dict[str, Any]) -> None:
    """A platform database that was brought back itself may be older than the backup."""
    manifest = run["manifest"]
    made = datetime.fromisoformat(run["time"])
    backup = session.query(Backup).filter_by(run_id=run["run_id"]).one_or_none()
    if backup is None:
        if session.get(Operation, run["run_id"]) is None:
            session.add(_operation(context, run["run_id"], made))
            session.flush()
        backup = Backup(
            tenant_id=context.tenant_id,
            operation_id=run["run_id"],
            trigger="retrieved",
            manifest=manifest,
            bytes=manifest["bytes"],
            created_at=made,
        )
        session.add(backup)
    backup.database_snapshot = manifest["database_snapshot"]
    backup.media_snapshot = manifest["media_snapshot"]
    backup.is_here = True
    backup.offsite_at = backup.offsite_at or utc_now()


def _operation(context: StepContext, id_: str, made: datetime) -> Operation:
    """What made the backup, as far as its copy tells: a restore finds a backup by its operation."""
    return Operation(
        id=id_,
        kind="backup",
        tenant_id=context.tenant_id,
        inputs={"trigger": "retrieved"},
        results={"retrieved_by": context.operation_id},
        state="succeeded",
        requested_by="offsite",
        created_at=made,
        started_at=made,
        finished_at=made,
    )
