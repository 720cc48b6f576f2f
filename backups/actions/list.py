"""What the repository itself holds, whatever the platform remembers."""

from typing import Any

from backups.actions.backup import KINDS
from backups.restic.repository import Repository, require_version
from backups.restic.snapshots import Snapshot, list_snapshots
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


def complete_runs(repository: Repository, host: str) -> dict[str, dict[str, Snapshot]]:
    """Run → kind → snapshot, oldest first; a run that was cut short is none."""
    runs: dict[str, dict[str, Snapshot]] = {}
    for snapshot in list_snapshots(repository, host=host):
        runs.setdefault(snapshot.run_id, {})[snapshot.kind] = snapshot
    return {run_id: run for run_id, run in runs.items() if run.keys() >= KINDS}
