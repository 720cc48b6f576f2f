"""What the repository itself holds, whatever the platform remembers."""

from typing import Any

from backups.actions.backup import KINDS
from backups.restic.repository import Repository, require_version
from backups.restic.snapshots import list_snapshots
from backups.settings import Settings


def list_backups(settings: Settings) -> list[dict[str, Any]]:
    """Complete restore points, oldest first: run, time, snapshot id of each kind."""
    repository = Repository(settings.repository, settings.repository_password_file)
    require_version(repository)
    runs: dict[str, dict[str, Any]] = {}
    for snapshot in list_snapshots(repository, host=settings.tenant_id):
        run = next((tag.removeprefix("run-") for tag in snapshot.tags if tag.startswith("run-")), "")
        entry = runs.setdefault(run, {"run_id": run, "time": snapshot.time, "snapshots": {}})
        entry["snapshots"][snapshot.kind] = snapshot.id
    return [entry for entry in runs.values() if entry["snapshots"].keys() >= KINDS]
