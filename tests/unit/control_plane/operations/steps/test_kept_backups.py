"""The platform offers what the repositories hold: rows follow what the jobs find there."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.models import Backup, Operation, Tenant
from control_plane.operations.steps.kept_backups import chosen_run, note_offsite
from control_plane.operations.steps.retrieve_backups import _record
from control_plane.operations.steps.run_backup import RunBackup
from tests.unit.control_plane.operations.steps.conftest import Scene

MANIFEST = {"database_snapshot": "aa", "media_snapshot": "bb", "bytes": 1}
STEP = RunBackup("run_backup", trigger="nightly")


@pytest.fixture
def add(ready: Scene) -> Callable[..., None]:
    """A backup of an earlier operation."""

    def make(run_id: str, **values: Any) -> None:
        tenant_id = ready.context.tenant_id
        with transaction(ready.context.sessions) as session:
            session.add(
                Operation(id=run_id, kind="backup", tenant_id=tenant_id, inputs={}, requested_by="clock")
            )
            session.flush()
            session.query(Operation).filter_by(id=run_id).update({"state": "succeeded"})
            facts = {"database_snapshot": "a", "media_snapshot": "b", "manifest": {}, "bytes": 1}
            session.add(
                Backup(
                    id=f"id-{run_id}",
                    tenant_id=tenant_id,
                    operation_id=run_id,
                    trigger="nightly",
                    **facts,
                    **values,
                )
            )

    return make


def back_up(scene: Scene, *kept: str, step: RunBackup = STEP) -> str:
    """Whether the job was to apply retention."""
    told = {**MANIFEST, "runs": [*kept, scene.context.operation_id]}
    scene.adapters.jobs.result = JobResult(0, json.dumps({"result": told}))
    step.apply(scene.context)
    assert step.check(scene.context)
    return scene.adapters.jobs.ran[-1].environment["LETS_GO"]


def rows(scene: Scene) -> dict[str, bool]:
    """Run → whether it is here."""
    with transaction(scene.context.sessions) as session:
        return {row.run_id: row.is_here for row in session.query(Backup)}


def test_what_retention_has_let_go_is_no_backup_any_more(ready: Scene, add: Callable[..., None]) -> None:
    add("gone")
    add("kept")
    assert back_up(ready, "kept") == "yes"
    assert rows(ready) == {"kept": True, ready.context.operation_id: True}
    with transaction(ready.context.sessions) as session:
        assert (
            "runs"
            not in session.query(Backup).filter_by(operation_id=ready.context.operation_id).one().manifest
        )


def test_a_job_of_an_older_image_tells_nothing(ready: Scene, add: Callable[..., None]) -> None:
    add("kept")
    ready.adapters.jobs.result = JobResult(0, json.dumps({"result": MANIFEST}))
    STEP.apply(ready.context)
    assert rows(ready) == {"kept": True, ready.context.operation_id: True}


def test_what_is_off_site_still_stays_until_it_is_gone_there_too(
    ready: Scene, add: Callable[..., None]
) -> None:
    add("copied", offsite_at=utc_now())
    back_up(ready)
    assert rows(ready)["copied"] is False
    with transaction(ready.context.sessions) as session:
        note_offsite(session, ready.context.tenant_id, [ready.context.operation_id])
    assert rows(ready) == {ready.context.operation_id: True}


def test_what_was_brought_back_is_here_again(ready: Scene, add: Callable[..., None]) -> None:
    add("copied", offsite_at=utc_now(), is_here=False)
    run = {"run_id": "copied", "time": "2026-11-23T04:25:35Z", "manifest": MANIFEST}
    with transaction(ready.context.sessions) as session:
        _record(session, ready.context, run)
    assert rows(ready) == {"copied": True}


def test_the_newest_proof_outlives_its_backup(ready: Scene, add: Callable[..., None]) -> None:
    """Its age is what drills and their alarm go by."""
    now = utc_now()
    add("proven-first", proven_at=now - timedelta(days=9))
    add("proven-last", proven_at=now - timedelta(days=2))
    back_up(ready)
    assert rows(ready) == {"proven-last": False, ready.context.operation_id: True}


def test_another_tenants_rows_are_not_touched(ready: Scene, add: Callable[..., None]) -> None:
    add("theirs")
    with transaction(ready.context.sessions) as session:
        session.add(Tenant(id="other", slug="other", name="Other", configuration={}))
        session.flush()
        session.query(Backup).update({"tenant_id": "other"})
    back_up(ready)
    assert rows(ready)["theirs"] is True


def test_a_safety_backup_lets_nothing_go(ready: Scene) -> None:
    assert back_up(ready, step=RunBackup("safety_backup", trigger="safety")) == "no"


@pytest.mark.parametrize("kind", ["restore", "drill", "copy_tenant"])
def test_nor_does_any_while_one_is_to_be_restored(ready: Scene, kind: str) -> None:
    tenant_id = ready.context.tenant_id
    inputs = {"source": {"tenant_id": tenant_id}} if kind == "copy_tenant" else {}
    with transaction(ready.context.sessions) as session:
        whose = "other" if kind == "copy_tenant" else tenant_id
        session.add(Tenant(id="other", slug="other", name="Other", configuration={}))
        session.flush()
        session.add(Operation(kind=kind, tenant_id=whose, inputs=inputs, requested_by="ana"))
    assert back_up(ready) == "no"


def test_nor_while_a_restore_has_stopped_half_way(ready: Scene) -> None:
    with transaction(ready.context.sessions) as session:
        session.get_one(Tenant, ready.context.tenant_id).lifecycle = "restoring"
    assert back_up(ready) == "no"


def test_what_is_off_site_alone_is_not_loaded(ready: Scene, add: Callable[..., None]) -> None:
    add("copied", offsite_at=utc_now(), is_here=False)
    with pytest.raises(StepFailed) as failed:
        chosen_run(replace(ready.context, inputs={"backup_id": "id-copied"}))
    assert failed.value.code == "backup_offsite_only"
