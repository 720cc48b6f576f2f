"""When a restore point is made before a change, and when there is no need or nothing to save."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation, OperationStep, Tenant
from control_plane.operations.steps.migrate_database import MigrateDatabase
from control_plane.operations.steps.restored_database import restored_tenant
from control_plane.operations.steps.safety_backup import BackupBeforeMigration, BackupBeforeRestore
from tests.unit.control_plane.operations.steps.conftest import FakeImages, Scene

MANIFEST = {"database_snapshot": "aa", "media_snapshot": "bb", "bytes": 1}
STEP = BackupBeforeRestore()


@pytest.fixture
def saved(ready: Scene) -> Scene:
    """The restore has made its safety backup."""
    assert not STEP.check(ready.context)
    ready.adapters.jobs.result = JobResult(0, json.dumps({"result": MANIFEST}))
    STEP.apply(ready.context)
    assert STEP.check(ready.context)
    return ready


def resume(scene: Scene, days: int) -> None:
    with transaction(scene.context.sessions) as session:
        operation = session.get_one(Operation, scene.context.operation_id)
        operation.resumed_at = utc_now() + timedelta(days=days)


def runs(scene: Scene) -> list[str]:
    return [job.environment["RUN_ID"] for job in scene.adapters.jobs.ran]


def test_a_restore_saves_what_it_will_replace_once(saved: Scene) -> None:
    assert runs(saved) == [saved.context.operation_id]


def test_resumed_days_later_it_saves_what_was_written_since(saved: Scene) -> None:
    """Under a run of its own, which a runner that begins again finds; the earlier one stays."""
    resume(saved, days=3)
    assert not STEP.check(saved.context)
    STEP.apply(saved.context)
    assert STEP.check(saved.context)
    first, second = runs(saved)
    assert first != second and STEP.run_id(saved.context) == second and len(second) == 36
    resume(saved, days=5)
    assert STEP.run_id(saved.context) not in (first, second)
    with transaction(saved.context.sessions) as session:
        assert {row.run_id for row in session.query(Backup)} == {first, second}


def test_resumed_after_the_swap_there_is_nothing_of_the_old_to_save(saved: Scene) -> None:
    generation = restored_tenant(saved.context).names.generation
    resume(saved, days=3)
    assert not STEP.check(saved.context)
    with transaction(saved.context.sessions) as session:
        session.get_one(Tenant, saved.context.tenant_id).generation = generation
    assert STEP.check(saved.context)


@pytest.mark.parametrize(
    ("begun", "left", "stands"), [(1, set(), True), (0, set(), False), (1, {"mysql"}, False)]
)
def test_what_the_swap_has_taken_down_nobody_wrote_since(
    saved: Scene, begun: int, left: set[str], stands: bool
) -> None:
    resume(saved, days=3)
    saved.adapters.stacks.services = left
    with transaction(saved.context.sessions) as session:
        step = OperationStep(operation_id=saved.context.operation_id, position=99, name="swap_volumes")
        step.attempts = begun
        session.add(step)
    assert STEP.check(saved.context) is stands


def test_where_none_can_be_made_the_operator_does_without(ready: Scene) -> None:
    context = replace(ready.context, inputs={"without_safety_backup": True})
    assert STEP.check(context)


def test_a_restore_has_nothing_to_save_where_the_data_is_gone(ready: Scene) -> None:
    del ready.adapters.volumes.made["t-acme-database-g1"]
    assert BackupBeforeRestore().check(ready.context)


def test_tables_that_nobody_will_change_need_no_backup(ready: Scene) -> None:
    assert not BackupBeforeMigration().check(ready.context)
    MigrateDatabase().apply(ready.context)
    assert BackupBeforeMigration().check(ready.context)


def test_another_image_migrates_again_after_a_backup(ready: Scene) -> None:
    MigrateDatabase().apply(ready.context)

    class Rebuilt(FakeImages):
        def pin(self, reference: str) -> str:
            return f"sha256:rebuilt-{reference}"

    ready.adapters.images = Rebuilt()
    assert not MigrateDatabase().check(ready.context)
    assert not BackupBeforeMigration().check(ready.context)
