"""The runs of a repository: what one of them consists of, and which of them are whole."""

from backups.restic.repository import Repository
from backups.restic.snapshots import Snapshot, list_snapshots

KINDS = frozenset({"database", "media", "manifest"})
Runs = dict[str, dict[str, Snapshot]]


def find_run(repository: Repository, host: str, run_id: str) -> dict[str, Snapshot]:
    """Kind → newest snapshot of this run."""
    return {item.kind: item for item in list_snapshots(repository, host=host, tags=[f"run-{run_id}"])}


def complete_runs(repository: Repository, host: str) -> Runs:
    """Run → kind → snapshot, oldest first; a run that was cut short is none."""
    runs: Runs = {}
    for snapshot in list_snapshots(repository, host=host):
        runs.setdefault(snapshot.run_id, {})[snapshot.kind] = snapshot
    return {run_id: run for run_id, run in runs.items() if run.keys() >= KINDS}
