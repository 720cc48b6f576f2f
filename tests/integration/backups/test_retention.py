"""Real restic: what a backup lets go of is told no more, and a safety backup lets go of nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backups.actions import backup
from backups.actions.backup import DATABASE_FILE, MANIFEST_FILE, make_backup
from backups.restic.init import open_or_init
from backups.restic.repository import Repository
from backups.settings import Settings, read_settings
from tests.integration.backups.restic_program import restic_folder

pytestmark = pytest.mark.integration

TENANT = "tenant-a"
Store = Callable[[str, int], dict[str, Any]]


@pytest.fixture
def repository(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Repository:
    monkeypatch.setenv("PATH", str(restic_folder(tmp_path_factory.mktemp("restic"))), prepend=":")
    (tmp_path / "password").write_text("here")
    made = Repository(str(tmp_path / "repository"), tmp_path / "password")
    open_or_init(made)
    return made


@pytest.fixture
def store(repository: Repository) -> Store:
    """A run of so many days ago, as actions/backup.py leaves it, but for the dump's program."""

    def make(run_id: str, days: int) -> dict[str, Any]:
        at = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d %H:%M:%S}"
        manifest = {"run_id": run_id, "bytes": 4}
        for name, kind, text in (
            (DATABASE_FILE, "database", "dump"),
            ("media", "media", "media"),
            (MANIFEST_FILE, "manifest", json.dumps(manifest)),
        ):
            where = ("--host", TENANT, "--tag", f"run-{run_id},kind-{kind}", "--time", at)
            arguments = ("backup", *where, "--stdin", "--stdin-filename", name)
            repository.call(*arguments, timeout=60, stdin=text.encode())
        return dict(manifest)

    return make


@pytest.fixture
def settings(
    repository: Repository, store: Store, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Settings]:
    monkeypatch.setattr(backup, "_store", lambda _repository, settings, _version: store(settings.run_id, 0))

    def make(run_id: str, **other: str) -> Settings:
        environ = {
            "TENANT_ID": TENANT,
            "RUN_ID": run_id,
            "DATABASE_USER": "dump",
            "DATABASE_PASSWORD_FILE": "/nowhere",
            "BACKUP_REPOSITORY": repository.location,
            "BACKUP_PASSWORD_FILE": str(repository.password_file),
        }
        return read_settings(environ | other)

    return make


def test_what_is_let_go_is_told_no_more(settings: Callable[..., Settings], store: Store) -> None:
    for run_id, days in (("ancient", 40), ("recent", 20)):
        store(run_id, days)
    safety = make_backup(settings("safety", LETS_GO="no"))
    assert (safety["retention"], safety["runs"]) == ("held", ["ancient", "recent", "safety"])
    again = make_backup(settings("safety", LETS_GO="no"))
    assert (again["run_id"], again["runs"]) == ("safety", safety["runs"])
    nightly = make_backup(settings("nightly"))
    assert (nightly["retention"], nightly["runs"]) == ("ok", ["recent", "safety", "nightly"])
