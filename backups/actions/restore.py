"""Fills a new database and a new media volume from a restore point, and proves both."""

from typing import Any

from backups import report
from backups.actions.backup import DATABASE_FILE, read_manifest
from backups.actions.runs import KINDS, find_run
from backups.database.client import find_client
from backups.database.load import count_rows, load_dump
from backups.errors import BackupGone, IncompleteBackup, LoadFailed
from backups.restic.repository import Repository, require_version
from backups.restic.restore import restore_directory
from backups.settings import Settings


def restore_backup(settings: Settings) -> dict[str, Any]:
    """Loads the run named by `settings.run_id`; media and rows counted. The database must be a new one.

    Raises a BackupError when anything differs from the manifest.
    """
    repository = Repository(settings.repository, settings.repository_password_file)
    require_version(repository)
    report.progress("reading the manifest", 5)
    found = find_run(repository, settings.tenant_id, settings.run_id)
    if "manifest" not in found:
        raise BackupGone(f"the repository holds no manifest of run {settings.run_id}")
    if missing := KINDS - found.keys():
        raise IncompleteBackup(f"the repository does not list: {', '.join(sorted(missing))}")
    manifest = read_manifest(repository, found["manifest"].id)
    _refuse_foreign(settings, manifest)
    report.progress("restoring the media", 15)
    # found by the run's tags: brought back from another place, they have other ids than the manifest says
    restore_directory(repository, found["media"].id, settings.media_dir)
    report.progress("loading the database", 40)
    digest = load_dump(repository, settings, found["database"].id, DATABASE_FILE)
    if digest != manifest["sha256"]:
        raise LoadFailed("what was loaded is not what was dumped: the checksums differ")
    report.progress("counting rows", 90)
    counted = count_rows(settings, list(manifest["rows"]))
    if counted != manifest["rows"]:
        wrong = sorted(table for table, rows in manifest["rows"].items() if counted[table] != rows)
        raise LoadFailed(f"row counts differ from the dump's: {', '.join(wrong)}")
    return {"run_id": manifest["run_id"], "rows": counted, "sha256": digest}


def _refuse_foreign(settings: Settings, manifest: dict[str, Any]) -> None:
    if manifest["tenant_id"] != settings.tenant_id:
        raise LoadFailed("this restore point belongs to another tenant")
    engine = find_client().engine
    if manifest["database_engine"] != engine:
        raise LoadFailed(f"dumped from {manifest['database_engine']}, but this database is {engine}")
