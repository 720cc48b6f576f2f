"""Makes a restore point: database, media, manifest, found again in the repository. Or nothing.

The database goes first and the media after it, so that every file the dump speaks of is among them.
"""

import json
import sys
import time
from typing import Any

from backups import report
from backups.actions.runs import KINDS, complete_runs, find_run
from backups.database.client import find_client, option_file, query
from backups.database.dump import STATS_FILE
from backups.errors import BackupError, IncompleteBackup
from backups.restic.backup import store_command, store_directory, store_text
from backups.restic.dump import read_text
from backups.restic.forget import forget_old
from backups.restic.init import open_or_init
from backups.restic.repository import Repository, require_version
from backups.restic.snapshots import file_size
from backups.settings import Settings

DATABASE_FILE = "database.sql"
MANIFEST_FILE = "manifest.json"
INCOMING = "incoming"
"""Below the media: files still being fetched, gone again in the middle of a backup, which would fail it."""


def make_backup(settings: Settings) -> dict[str, Any]:
    """The manifest of this run's restore point, and with it "runs": all whole ones that are there now.

    A run that was already complete is not repeated. Raises a BackupError; what an incomplete run left is
    never listed as a restore point.
    """
    repository = Repository(settings.repository, settings.repository_password_file)
    version = require_version(repository)
    report.progress("opening the repository", 5)
    is_new = open_or_init(repository)
    done = find_run(repository, settings.tenant_id, settings.run_id)
    if done.keys() >= KINDS:
        manifest = read_manifest(repository, done["manifest"].id)
    else:
        manifest = _store(repository, settings, version)
        report.progress("looking for it in the repository", 85)
        _list_back(repository, settings, manifest)
        manifest["retention"] = "ok" if is_new else _retention(repository, settings)
    return {**manifest, "runs": list(complete_runs(repository, settings.tenant_id))}


def _store(repository: Repository, settings: Settings, restic_version: str) -> dict[str, Any]:
    started = time.monotonic()
    report.progress("dumping the database", 15)
    command = [sys.executable, "-m", "backups", "dump"]
    database = store_command(
        repository,
        DATABASE_FILE,
        command,
        environ=settings.environ(),
        host=settings.tenant_id,
        tags=_tags(settings, "database"),
    )
    stats = json.loads((settings.scratch_dir / STATS_FILE).read_text(encoding="utf-8"))
    report.progress("storing the media", 60)
    media = store_directory(
        repository,
        settings.media_dir,
        host=settings.tenant_id,
        tags=_tags(settings, "media"),
        without=INCOMING,
    )
    manifest = {
        "run_id": settings.run_id,
        "tenant_id": settings.tenant_id,
        "database_snapshot": database,
        "media_snapshot": media,
        "database_image": settings.database_image,
        "restic_version": restic_version,
        **_server_facts(settings),
        "bytes": stats["bytes"],
        "sha256": stats["sha256"],
        "rows": stats["rows"],
        "seconds": round(time.monotonic() - started, 2),
    }
    report.progress("storing the manifest", 75)
    store_text(
        repository,
        MANIFEST_FILE,
        json.dumps(manifest),
        host=settings.tenant_id,
        tags=_tags(settings, "manifest"),
    )
    return manifest


def _list_back(repository: Repository, settings: Settings, manifest: dict[str, Any]) -> None:
    found = find_run(repository, settings.tenant_id, settings.run_id)
    if missing := KINDS - found.keys():
        raise IncompleteBackup(f"the repository does not list: {', '.join(sorted(missing))}")
    size = file_size(repository, found["database"].id, DATABASE_FILE)
    if size != manifest["bytes"]:
        raise IncompleteBackup(f"the stored dump has {size} bytes, {manifest['bytes']} were written")


def read_manifest(repository: Repository, snapshot: str) -> dict[str, Any]:
    """The manifest stored in `snapshot`."""
    manifest: dict[str, Any] = json.loads(read_text(repository, snapshot, MANIFEST_FILE))
    return manifest


def _tags(settings: Settings, kind: str) -> list[str]:
    return [f"run-{settings.run_id}", f"kind-{kind}"]


def _server_facts(settings: Settings) -> dict[str, str]:
    client = find_client()
    with option_file(settings) as options:
        version = query(client, options, settings.database_name, "SELECT VERSION()")
        schema = query(client, options, settings.database_name, "SELECT version_num FROM alembic_version")
    return {
        "database_engine": client.engine,
        "server_version": version[0][0],
        "schema_revision": schema[0][0] if schema else "",
    }


def _retention(repository: Repository, settings: Settings) -> str:
    """`ok`; `held`, where old backups are to stay for now; or why they could not be let go: amber, the new
    restore point is good all the same."""
    if not settings.lets_go:
        return "held"
    report.progress("letting go of old backups", 92)
    try:
        forget_old(repository, host=settings.tenant_id)
    except BackupError as error:
        return str(error)
    return "ok"
