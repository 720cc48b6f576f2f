"""When a backup lets old ones go, and what it tells of those that are there; real ones: tests/integration."""

from typing import Any

import pytest

from backups.actions import backup, restore
from backups.actions.backup import make_backup
from backups.errors import BackupGone, ResticFailed
from backups.restic.repository import Repository
from backups.restic.snapshots import Snapshot
from backups.settings import Settings, read_settings


class Keeping:
    """A repository as the functions over it tell; retention leaves the newest run."""

    def __init__(self) -> None:
        self.runs = ["old", "other"]
        self.refuses = False

    def store(self, _repository: Repository, settings: Settings, _version: str) -> dict[str, Any]:
        self.runs.append(settings.run_id)
        return {"run_id": settings.run_id, "bytes": 1}

    def forget(self, _repository: Repository, *, host: str) -> None:
        assert host == "tenant-a"
        if self.refuses:
            raise ResticFailed("no room")
        self.runs = self.runs[-1:]

    def find(self, _repository: Repository, _host: str, run_id: str) -> dict[str, Snapshot]:
        return {kind: Snapshot(kind, "", frozenset()) for kind in backup.KINDS if run_id in self.runs}


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> Keeping:
    keeping = Keeping()
    for name, stands_in in (
        ("require_version", lambda _repository: "0.19.1"),
        ("open_or_init", lambda _repository: False),
        ("find_run", keeping.find),
        ("read_manifest", lambda _repository, _id: {"run_id": "known"}),
        ("_store", keeping.store),
        ("_list_back", lambda *_: None),
        ("forget_old", keeping.forget),
        ("complete_runs", lambda _repository, _host: dict.fromkeys(keeping.runs)),
    ):
        monkeypatch.setattr(backup, name, stands_in)
    return keeping


def settings(run_id: str, **other: str) -> Settings:
    needed = {"DATABASE_USER": "dump", "DATABASE_PASSWORD_FILE": "/nowhere"}
    return read_settings({"TENANT_ID": "tenant-a", "RUN_ID": run_id, **needed, **other})


def test_it_tells_what_retention_left(keeping: Keeping) -> None:
    made = make_backup(settings("new"))
    assert (made["retention"], made["runs"]) == ("ok", ["new"])


def test_where_old_ones_are_to_stay_nothing_is_let_go(keeping: Keeping) -> None:
    made = make_backup(settings("new", LETS_GO="no"))
    assert (made["retention"], made["runs"]) == ("held", ["old", "other", "new"])


def test_old_ones_that_cannot_go_are_told_as_there(keeping: Keeping) -> None:
    keeping.refuses = True
    made = make_backup(settings("new"))
    assert (made["retention"], made["runs"]) == ("no room", ["old", "other", "new"])


def test_a_run_that_was_complete_tells_them_too(keeping: Keeping) -> None:
    keeping.runs.append("known")
    assert make_backup(settings("known")) == {"run_id": "known", "runs": ["old", "other", "known"]}


def test_a_restore_of_what_is_there_no_more_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore, "require_version", lambda _repository: "0.19.1")
    monkeypatch.setattr(restore, "find_run", lambda *_: {})
    with pytest.raises(BackupGone, match="no manifest of run gone"):
        restore.restore_backup(settings("gone"))
