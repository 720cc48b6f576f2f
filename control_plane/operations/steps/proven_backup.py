"""What a restore has shown of a backup, on the backup's own row: whoever loads one proves it."""

from typing import Any

from sqlalchemy import select

from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.models import Backup
from control_plane.operations.step import StepContext


def record_proof(context: StepContext, run_id: str, loaded: dict[str, Any], seconds: float) -> None:
    """`loaded`: what the restore job proved of the backup whose run this is.

    The job has held it against the manifest in the repository; here it is held against the platform's own
    record too, which nobody reaches who reaches the repository. Raises StepFailed when they differ.
    """
    with transaction(context.sessions) as session:
        backup = session.scalars(select(Backup).where(Backup.run_id == run_id)).first()
        if backup is None:  # its tenant was purged meanwhile: there is nothing to write it on
            return
        _refuse_other(backup.manifest, loaded)
        backup.proven_at = utc_now()
        backup.proof = {
            "operation": context.operation_id,
            "seconds": round(seconds),
            "tables": len(loaded["rows"]),
            "rows": sum(loaded["rows"].values()),
        }


def _refuse_other(manifest: dict[str, Any], loaded: dict[str, Any]) -> None:
    different = [name for name in ("rows", "sha256") if name in manifest and manifest[name] != loaded[name]]
    if different:
        raise StepFailed(
            "backup_differs",
            f"What was restored is not what was recorded when the backup was made ({', '.join(different)}).",
        )
