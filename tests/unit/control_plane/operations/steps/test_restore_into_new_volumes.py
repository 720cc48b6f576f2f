"""A restore begins with empty volumes, whatever an earlier try left; the real one is in tests/e2e."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from control_plane.adapters.jobs import JobResult, RunningJob
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.restore_into_new_volumes import RestoreIntoNewVolumes
from tests.unit.control_plane.operations.steps.conftest import FakeJobs, FakeVolumes, Scene


class HeldVolumes(FakeVolumes):
    """As the engine's: one that a job mounts is not removed."""

    jobs: FakeJobs

    def remove(self, name: str, tick: Callable[[], None]) -> None:
        if self.jobs.left:
            raise StepFailed("volume_in_use", f"The volume {name} is still in use.")
        super().remove(name, tick)


@pytest.fixture
def scene(ready: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    for what in ("start", "stop"):
        monkeypatch.setattr(restored_database, what, lambda _context, _tenant: None)
    volumes = HeldVolumes(ready.adapters.volumes.made)
    volumes.jobs = ready.adapters.jobs
    ready.adapters.volumes = volumes
    ready.adapters.jobs.result = JobResult(0, '{"result": {"rows": {}, "sha256": "ab"}}\n')
    context = ready.context
    with transaction(context.sessions) as session:
        backup = Backup(
            tenant_id=context.tenant_id,
            operation_id=context.operation_id,
            trigger="manual",
            database_snapshot="aa",
            media_snapshot="bb",
            manifest={},
            bytes=1,
        )
        session.add(backup)
    ready.context = replace(context, inputs={"backup_id": backup.id})
    return ready


def test_it_fills_the_next_generation_and_proves_it(scene: Scene) -> None:
    step = RestoreIntoNewVolumes()
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
    assert {"t-acme-database-g2", "t-acme-redis-g2", "t-acme-media-g2"} <= scene.adapters.volumes.made.keys()
    ran = [job.name.removeprefix("t-acme-job-") for job in scene.adapters.jobs.ran]
    assert ran == ["prepare-database", "restore", "migrate", "after-restore"]
    with transaction(scene.context.sessions) as session:
        assert session.query(Backup).one().proven_at is not None


def test_a_job_that_a_dead_runner_left_lets_go_of_the_volumes_first(scene: Scene) -> None:
    scene.adapters.jobs.left = [RunningJob("s1", "t-acme-job-restore", {})]
    RestoreIntoNewVolumes().apply(scene.context)
    assert scene.adapters.jobs.left == []


def test_another_tenants_backup_is_none(scene: Scene) -> None:
    with pytest.raises(StepFailed, match="not on record"):
        RestoreIntoNewVolumes().apply(replace(scene.context, inputs={"backup_id": "none"}))
