"""What an off-site job is given, and what the platform records of what it tells."""

import json
from dataclasses import replace
from typing import Any

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Backup, Operation
from control_plane.offsite_settings import OffsiteSettings
from control_plane.operations.steps.copy_offsite import CopyOffsite
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.retrieve_backups import RetrieveBackups
from control_plane.services.credentials import Vault
from tests.unit.control_plane.operations.steps.conftest import Scene

SERVER = OffsiteSettings("rest:https://elsewhere.example", "shop", "open sesame")


@pytest.fixture
def outside(ready: Scene) -> Scene:
    ready.context = replace(ready.context, settings=replace(ready.context.settings, offsite=SERVER))
    with transaction(ready.context.sessions) as session:
        for number in (1, 2):
            session.add(operation := Operation(id=f"run-{number}", kind="backup", requested_by="clock"))
            operation.tenant_id, operation.inputs = ready.context.tenant_id, {}
            session.flush()
            session.add(
                Backup(
                    tenant_id=ready.context.tenant_id,
                    operation_id=f"run-{number}",
                    trigger="nightly",
                    database_snapshot="old",
                    media_snapshot="old",
                    manifest={},
                    bytes=1,
                )
            )
    return ready


def told(scene: Scene, **result: Any) -> None:
    scene.adapters.jobs.result = JobResult(0, json.dumps({"result": result}))


def backups(scene: Scene) -> dict[str, Backup]:
    with transaction(scene.context.sessions) as session:
        return {row.operation_id: row for row in session.query(Backup)}


def test_only_what_was_found_there_counts(outside: Scene) -> None:
    told(outside, runs=["run-1"], copied=1, checked="3/30", retention="ok")
    step = CopyOffsite()
    assert not step.check(outside.context)
    step.apply(outside.context)
    assert step.check(outside.context)
    found = backups(outside)
    assert found["run-1"].offsite_at
    assert found["run-2"].offsite_at is None


def test_what_is_there_no_more_counts_no_more(outside: Scene) -> None:
    told(outside, runs=["run-1", "run-2"], copied=2, checked="3/30", retention="ok")
    CopyOffsite().apply(outside.context)
    first = backups(outside)["run-2"].offsite_at
    told(outside, runs=["run-2"], copied=0, checked="4/30", retention="ok")
    CopyOffsite().apply(outside.context)
    assert backups(outside)["run-1"].offsite_at is None
    assert backups(outside)["run-2"].offsite_at == first


def test_the_job_has_a_way_out_and_no_word_of_a_password(outside: Scene) -> None:
    vault = Vault(outside.context.settings.platform_key)
    with transaction(outside.context.sessions) as session:
        vault.put(session, outside.context.tenant_id, "backup_password", "rotated once")
    told(outside, runs=[], copied=0, checked="1/30", retention="ok")
    CreateSecrets().apply(outside.context)
    CopyOffsite().apply(outside.context)
    (job,) = outside.adapters.jobs.ran
    assert job.networks == ["t-acme-edge"]
    assert [mount.volume for mount in job.mounts] == ["t-acme-backups"]
    place = f"rest:https://elsewhere.example/guiche/{outside.context.tenant_id}"
    assert job.environment["OFFSITE_REPOSITORY"] == place
    assert {secret.name for secret in job.secrets} == {
        "backup_password",
        "offsite_login",
        "offsite_passwords",
    }
    assert "open sesame" not in f"{job.environment} {job.command}"


def test_a_directory_is_mounted_where_it_is(outside: Scene) -> None:
    settings = replace(outside.context.settings, offsite=OffsiteSettings("/mnt/copies"))
    told(outside, runs=[], copied=0, checked="1/30", retention="ok")
    CopyOffsite().apply(replace(outside.context, settings=settings))
    (job,) = outside.adapters.jobs.ran
    assert ("/mnt/copies", "/mnt/copies") in [(mount.volume, mount.path) for mount in job.mounts]
    assert job.environment["OFFSITE_REPOSITORY"].startswith("/mnt/copies/guiche/")


def test_its_secrets_go_whatever_happens(outside: Scene) -> None:
    outside.adapters.jobs.result = JobResult(1, '{"error": {"code": "offsite_refused", "message": "no"}}')
    with pytest.raises(StepFailed) as failed:
        CopyOffsite().apply(outside.context)
    assert failed.value.code == "offsite_refused"
    assert not [secret for secret in outside.adapters.secrets.made.values() if "offsite" in secret.name]
    assert not any(row.offsite_at for row in backups(outside).values())


def test_a_runner_without_another_place_says_so(ready: Scene) -> None:
    with pytest.raises(StepFailed) as failed:
        CopyOffsite().apply(ready.context)
    assert failed.value.code == "offsite_unset"


def test_what_comes_back_is_known_again(outside: Scene) -> None:
    """A run that is on record has other snapshots now; one that is not is recorded."""
    manifest = {"database_snapshot": "new", "media_snapshot": "new", "bytes": 7}
    runs = [
        {"run_id": run_id, "time": "2026-11-23T04:25:35.282015609Z", "manifest": manifest}
        for run_id in ("run-1", "run-9")
    ]
    told(outside, runs=runs, copied=2)
    outside.adapters.volumes.made.pop("t-acme-backups")
    RetrieveBackups().apply(outside.context)
    assert "t-acme-backups" in outside.adapters.volumes.made
    found = backups(outside)
    assert found["run-1"].database_snapshot == "new"
    assert (found["run-9"].trigger, found["run-9"].bytes) == ("retrieved", 7)
    assert found["run-9"].created_at.isoformat() == "2026-11-23T04:25:35.282015+00:00"
    assert found["run-2"].database_snapshot == "old"
    RetrieveBackups().apply(outside.context)
    assert len(backups(outside)) == 3
