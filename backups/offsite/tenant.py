"""A tenant's restore points: copied to the other place and found again there, or brought back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backups import report
from backups.actions.backup import DATABASE_FILE, read_manifest
from backups.actions.runs import Runs, complete_runs
from backups.errors import BackupError, BadSettings, OffsiteDamaged, OffsiteEmpty, RepositoryMissing
from backups.offsite.place import Place, check_a_part, explained, opened, read_place
from backups.restic.copy import copy_snapshots
from backups.restic.forget import forget_old
from backups.restic.init import open_or_init
from backups.restic.repository import Repository, require_version
from backups.restic.snapshots import Snapshot, file_size


@dataclass(frozen=True)
class Copying:
    tenant_id: str
    local: Repository
    place: Place


def read_copying(environ: Mapping[str, str]) -> Copying:
    """Raises BadSettings."""
    if not environ.get("TENANT_ID"):
        raise BadSettings("not set: TENANT_ID")
    password_file = Path(environ.get("BACKUP_PASSWORD_FILE", "/run/secrets/backup_password"))
    local = Repository(environ.get("BACKUP_REPOSITORY", "/backups/repository"), password_file)
    return Copying(environ["TENANT_ID"], local, read_place(environ))


def copy_offsite(copying: Copying) -> dict[str, Any]:
    """{"runs": those there now, "copied": how many of them are new, "checked", "retention"}.

    Only what was listed, compared and read back in part there counts. Raises a BackupError.
    """
    require_version(copying.local)
    report.progress("opening the repository", 5)
    open_or_init(copying.local)
    wanted = complete_runs(copying.local, copying.tenant_id)
    report.progress("opening the off-site repository", 10)
    with opened(copying.place, like=copying.local, makes=True) as there:
        before = complete_runs(there, copying.tenant_id)
        report.progress("copying", 20)
        copy_snapshots(copying.local, there, host=copying.tenant_id)
        report.progress("looking for it off site", 70)
        found = complete_runs(there, copying.tenant_id)
        _compare(wanted, found)
        new = [run_id for run_id in wanted if run_id not in before]
        for run_id in new:
            _prove_sizes(there, run_id, found[run_id])
        report.progress("reading a part of it back", 80)
        with explained(OffsiteDamaged):
            checked = check_a_part(there)
        report.progress("letting go of old copies", 92)
        retention = _retention(there, copying.tenant_id)
        kept = complete_runs(there, copying.tenant_id)
    return {"runs": list(kept), "copied": len(new), "checked": checked, "retention": retention}


def retrieve(copying: Copying) -> dict[str, Any]:
    """{"runs": those brought back, with what their manifest says, "copied": how many, "here": all now}.

    Nothing that is here is touched; a repository that is gone is made anew. Raises a BackupError.
    """
    require_version(copying.local)
    report.progress("opening the off-site repository", 5)
    try:
        with opened(copying.place) as there:
            wanted = complete_runs(there, copying.tenant_id)
            if not wanted:
                raise OffsiteEmpty("it holds no whole backup of this tenant")
            report.progress("opening the repository", 10)
            open_or_init(copying.local, there)
            before = complete_runs(copying.local, copying.tenant_id)
            report.progress("bringing back", 20)
            copy_snapshots(there, copying.local, host=copying.tenant_id)
    except RepositoryMissing as error:
        raise OffsiteEmpty("nothing was ever copied there") from error
    report.progress("looking for it in the repository", 80)
    found = complete_runs(copying.local, copying.tenant_id)
    _compare(wanted, found)
    new = {run_id: run for run_id, run in found.items() if run_id in wanted and run_id not in before}
    for run_id, run in new.items():
        _prove_sizes(copying.local, run_id, run)
    report.progress("reading a part of it back", 90)
    check_a_part(copying.local)
    told = [_told(copying.local, run_id, run) for run_id, run in new.items()]
    return {"runs": told, "copied": len(new), "here": list(found)}


def _compare(wanted: Runs, found: Runs) -> None:
    """Whether every snapshot of every run has its copy."""
    for run_id, run in wanted.items():
        copies = found.get(run_id, {})
        for kind, snapshot in run.items():
            if kind not in copies or copies[kind].first_id != snapshot.first_id:
                raise OffsiteDamaged(f"of run {run_id} the {kind} is not listed after it was copied")


def _prove_sizes(repository: Repository, run_id: str, run: dict[str, Snapshot]) -> None:
    manifest = read_manifest(repository, run["manifest"].id)
    size = file_size(repository, run["database"].id, DATABASE_FILE)
    if manifest["run_id"] != run_id or size != manifest["bytes"]:
        raise OffsiteDamaged(f"the copied dump of run {run_id} has {size} bytes, not {manifest['bytes']}")


def _told(repository: Repository, run_id: str, run: dict[str, Snapshot]) -> dict[str, Any]:
    """Without what is counted by table: it is in the repository, and many of them come together."""
    manifest = read_manifest(repository, run["manifest"].id) | {
        f"{kind}_snapshot": run[kind].id for kind in ("database", "media")
    }
    del manifest["rows"]
    return {"run_id": run_id, "time": run["manifest"].time, "manifest": manifest}


def _retention(there: Repository, host: str) -> str:
    """`ok`, or why old copies could not be let go: amber, as on a server that only lets us add."""
    try:
        forget_old(there, host=host)
    except BackupError as error:
        return str(error)
    return "ok"
