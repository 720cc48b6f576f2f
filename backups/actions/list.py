"""What the repository itself holds, whatever the platform remembers."""

from typing import Any

from backups.actions.runs import complete_runs
from backups.restic.repository import Repository, require_version
from backups.settings import Settings


def list_backups(settings: Settings) -> list[dict[str, Any]]:
    """Complete restore points, oldest first: run, time, snapshot id of each kind."""
    repository = Repository(settings.repository, settings.repository_password_file)
    require_version(repository)
    return [
        {
            "run_id": run_id,
            "time": min(snapshot.time for snapshot in run.values()),
            "snapshots": {kind: snapshot.id for kind, snapshot in run.items()},
        }
        for run_id, run in complete_runs(repository, settings.tenant_id).items()
    ]
