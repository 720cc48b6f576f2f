"""A drill on adapters that remember: what it leaves, what it writes down, and what it does not believe."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from control_plane.adapters.jobs import Job, JobResult, RunningJob
from control_plane.database import transaction, utc_now
from control_plane.errors import LeaseLost, StepFailed
from control_plane.models import Backup, Tenant
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.final_backup import ProveFinalBackup
from control_plane.operations.steps.practice_restore import PracticeRestore
from tests.unit.control_plane.operations.steps.conftest import FakeJobs, Scene

MANIFEST = {"rows": {"contacts": 3, "messages": 4}, "sha256": "ab"}


@dataclass
class Server:
    """The second database: whether it runs, and how often it was started."""

    starts: int = 0
    is_up: bool = False

    def start(self, *_: Any) -> None:
        self.starts, self.is_up = self.starts + 1, True

    def stop(self, *_: Any) -> None:
        self.is_up = False

    def is_stopped(self, *_: Any) -> bool:
        return not self.is_up


@dataclass
class RestoreJobs(FakeJobs):
    """Only the restore ends as `loaded` says."""

    loaded: JobResult = field(default_factory=lambda: JobResult(0, json.dumps({"result": MANIFEST})))

    def run(self, job: Job, tick: Callable[[float], None]) -> JobResult:
        ended = super().run(job, tick)
        return self.loaded if job.command[-1] == "restore" else ended


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    for what in ("start", "stop", "is_stopped"):
        monkeypatch.setattr(restored_database, what, getattr(server, what))
    return server


@pytest.fixture
def jobs() -> RestoreJobs:
    return RestoreJobs()


@pytest.fixture
def scene(ready: Scene, server: Server, jobs: RestoreJobs) -> Scene:
    ready.adapters.jobs = jobs
    context = ready.context
    with transaction(context.sessions) as session:
        backup = Backup(
            tenant_id=context.tenant_id,
            operation_id=context.operation_id,
            trigger="final",
            database_snapshot="aa",
            media_snapshot="bb",
            manifest=MANIFEST,
            bytes=1,
        )
        session.add(backup)
    ready.context = replace(context, inputs={"backup_id": backup.id})
    return ready


def row(scene: Scene) -> Backup:
    with transaction(scene.context.sessions) as session:
        return session.query(Backup).one()


def test_a_drill_proves_a_backup_and_nothing_of_it_stays(scene: Scene, server: Server) -> None:
    before = set(scene.adapters.volumes.made), set(scene.adapters.secrets.made)
    step = PracticeRestore()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
    assert (set(scene.adapters.volumes.made), set(scene.adapters.secrets.made)) == before
    assert (server.starts, server.is_up) == (1, False)
    assert scene.results["practice"] == MANIFEST


def test_the_backups_row_says_when_and_what(scene: Scene) -> None:
    PracticeRestore().apply(scene.context)
    backup = row(scene)
    assert backup.proven_at is not None
    assert backup.proof is not None
    assert (backup.proof["tables"], backup.proof["rows"]) == (2, 7)
    assert backup.proof["operation"] == scene.context.operation_id


def test_the_volumes_are_those_for_practice(scene: Scene, jobs: RestoreJobs) -> None:
    PracticeRestore().apply(scene.context)
    (media,) = [mount for mount in jobs.ran[-1].mounts if mount.path == "/media"]
    assert (media.volume, media.is_read_only) == ("t-acme-media-g0", False)
    assert jobs.ran[-1].environment["DATABASE_HOST"] == restored_database.HOST


def test_a_drill_proves_again_what_another_has_proven(scene: Scene, server: Server) -> None:
    PracticeRestore().apply(scene.context)
    again = replace(scene.context, recall=lambda _name: None)
    assert not PracticeRestore().check(again)


def failing(code: str) -> JobResult:
    return JobResult(1, json.dumps({"error": {"code": code, "message": "Half of it.", "details": {}}}))


def test_a_backup_that_does_not_restore_is_told_and_leaves_nothing(
    scene: Scene, server: Server, jobs: RestoreJobs
) -> None:
    before = set(scene.adapters.volumes.made)
    jobs.loaded = failing("load_failed")
    with pytest.raises(StepFailed, match="Half of it") as failed:
        PracticeRestore().apply(scene.context)
    assert failed.value.code == "load_failed"
    assert set(scene.adapters.volumes.made) == before
    assert not server.is_up
    assert row(scene).proven_at is None
    assert not PracticeRestore().check(scene.context)


@pytest.mark.parametrize(
    ("what", "other"), [("rows", {"contacts": 3, "messages": 5}), ("sha256", "cd")], ids=["rows", "checksum"]
)
def test_another_backup_in_its_place_is_not_believed(
    scene: Scene, jobs: RestoreJobs, what: str, other: Any
) -> None:
    jobs.loaded = JobResult(0, json.dumps({"result": {**MANIFEST, what: other}}))
    with pytest.raises(StepFailed, match=what) as failed:
        PracticeRestore().apply(scene.context)
    assert failed.value.code == "backup_differs"
    assert row(scene).proven_at is None


def leave_practice(scene: Scene, server: Server, jobs: RestoreJobs) -> None:
    """As a runner that was killed in the middle of it."""
    jobs.left = [RunningJob("s1", "t-acme-job-restore", {})]
    scene.adapters.volumes.create("t-acme-database-g0", {"half": "full"})
    server.is_up = True


def test_what_a_killed_runner_has_left_goes_first(scene: Scene, server: Server, jobs: RestoreJobs) -> None:
    leave_practice(scene, server, jobs)
    assert not PracticeRestore().check(scene.context)
    PracticeRestore().apply(scene.context)
    assert PracticeRestore().check(scene.context)
    assert (jobs.left, server.is_up) == ([], False)


def test_killed_between_proof_and_clearing_it_is_done_again(
    scene: Scene, server: Server, jobs: RestoreJobs
) -> None:
    PracticeRestore().apply(scene.context)
    leave_practice(scene, server, jobs)
    assert not PracticeRestore().check(scene.context)


def test_past_its_deadline_it_still_clears_away(scene: Scene, server: Server, jobs: RestoreJobs) -> None:
    def late(message: str, percent: int | None = None) -> None:
        if jobs.ran and jobs.ran[-1].command[-1] == "restore":
            raise StepFailed("deadline_passed", "Too long.")

    with pytest.raises(StepFailed, match="Too long"):
        PracticeRestore().apply(replace(scene.context, progress=late))
    assert not server.is_up
    assert not [name for name in scene.adapters.volumes.made if name.endswith("-g0")]


def test_who_has_lost_the_lease_touches_nothing(scene: Scene, server: Server, jobs: RestoreJobs) -> None:
    def lost(message: str, percent: int | None = None) -> None:
        if jobs.ran and jobs.ran[-1].command[-1] == "restore":
            raise LeaseLost("lease_lost", "Another's.")

    with pytest.raises(LeaseLost):
        PracticeRestore().apply(replace(scene.context, progress=lost))
    assert server.is_up


def test_a_backup_off_the_record_is_none(scene: Scene) -> None:
    with pytest.raises(StepFailed, match="not on record"):
        PracticeRestore().apply(replace(scene.context, inputs={"backup_id": "none"}))


def test_the_archives_final_backup_is_proven_by_the_same(scene: Scene, server: Server) -> None:
    with transaction(scene.context.sessions) as session:
        backup = session.query(Backup).one()
        session.get_one(Tenant, scene.context.tenant_id).closed_at = backup.created_at
    step = ProveFinalBackup()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
    assert row(scene).proven_at is not None
    assert row(scene).proven_at <= utc_now()
    server.is_up = True
    assert not step.check(scene.context)
