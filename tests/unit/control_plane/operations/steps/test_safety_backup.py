"""When a restore point is made before a change, and when there is no need or nothing to save."""

import json

from control_plane.adapters.jobs import JobResult
from control_plane.operations.steps.migrate_database import MigrateDatabase
from control_plane.operations.steps.safety_backup import BackupBeforeMigration, BackupBeforeRestore
from tests.unit.control_plane.operations.steps.conftest import FakeImages, Scene

MANIFEST = {"database_snapshot": "aa", "media_snapshot": "bb", "bytes": 1}


def test_a_restore_saves_what_it_will_replace_once(ready: Scene) -> None:
    step = BackupBeforeRestore()
    assert not step.check(ready.context)
    ready.adapters.jobs.result = JobResult(0, json.dumps({"result": MANIFEST}))
    step.apply(ready.context)
    assert step.check(ready.context)


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
