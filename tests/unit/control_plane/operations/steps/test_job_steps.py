"""The steps that work inside a tenant through a job: what the job is given, and when it is run again."""

import json

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.errors import StepFailed
from control_plane.operations.step import Step
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp
from control_plane.operations.steps.create_first_users import CreateFirstUsers
from control_plane.operations.steps.engine_secrets import SERVICE_SECRETS
from control_plane.operations.steps.migrate_database import MigrateDatabase
from control_plane.operations.steps.prepare_database import PrepareDatabase
from control_plane.operations.steps.tenant import FIRST_USERS, load_tenant, read_credentials
from tests.unit.control_plane.operations.steps.conftest import Scene

USERS = json.dumps({"result": {"users": ["app@%", "migrate@%", "dump@%"]}}) + "\n"
STEPS: list[Step] = [PrepareDatabase(), MigrateDatabase(), CreateFirstUsers(), ConnectWhatsapp()]


@pytest.fixture
def scene(ready: Scene) -> Scene:
    ready.adapters.jobs.result = JobResult(0, USERS)
    return ready


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_it_runs_once(step: Step, scene: Scene) -> None:
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_job_that_fails_proves_nothing(step: Step, scene: Scene) -> None:
    error = {"error": {"code": "why", "message": "The reason.", "details": {}}}
    scene.adapters.jobs.result = JobResult(1, f"one\n{json.dumps(error)}\n")
    with pytest.raises(StepFailed, match=r"^The reason\.$") as failed:
        step.apply(scene.context)
    assert (failed.value.code, failed.value.details) == ("why", {"output": "one"})
    assert not step.check(scene.context)


@pytest.mark.parametrize("step", STEPS[:3], ids=lambda step: step.name)
def test_another_volume_is_another_database(step: Step, scene: Scene) -> None:
    step.apply(scene.context)
    scene.adapters.volumes.made.clear()
    assert not step.check(scene.context)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_no_secret_is_in_arguments_or_environment(step: Step, scene: Scene) -> None:
    step.apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    shown = " ".join([*job.command, *job.environment.values(), *job.labels.values()])
    for value in read_credentials(scene.context, (*SERVICE_SECRETS, FIRST_USERS)).values():
        assert value not in shown


def test_a_database_user_that_cannot_get_in_is_a_failure(scene: Scene) -> None:
    scene.adapters.jobs.result = JobResult(0, '{"result": {"users": ["app@%", "migrate@%"]}}')
    with pytest.raises(StepFailed, match="Not every database user"):
        PrepareDatabase().apply(scene.context)


def test_the_migration_knows_one_password_and_nobody_else(scene: Scene) -> None:
    MigrateDatabase().apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    assert [secret.name for secret in job.secrets] == ["database_migrate_password"]
    assert job.environment["DATABASE_USER"] == "migrate"
    assert job.environment["DATABASE_PASSWORD_FILE"] == "/run/secrets/database_migrate_password"
    assert [name for name in job.environment if name.endswith("_FILE")] == ["DATABASE_PASSWORD_FILE"]
    assert list(job.networks) == ["t-acme-private"]


def test_the_environment_is_as_web_gets_it(scene: Scene) -> None:
    ConnectWhatsapp().apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    assert job.environment["TENANT_NAME"] == "ACME"
    assert job.environment["PUBLIC_URL"] == "http://acme.localhost:8080"
    assert list(job.networks) == ["t-acme-private", "t-acme-edge"]


def test_the_first_users_secret_lives_as_long_as_its_job(scene: Scene) -> None:
    CreateFirstUsers().apply(scene.context)
    (job,) = scene.adapters.jobs.ran
    assert {secret.name for secret in job.secrets} == {"database_app_password", FIRST_USERS}
    assert FIRST_USERS in scene.adapters.secrets.ever
    assert not any(secret.name == FIRST_USERS for secret in scene.adapters.secrets.made.values())


def test_a_first_users_secret_left_by_a_dead_runner_is_taken_away(scene: Scene) -> None:
    step = CreateFirstUsers()
    step.apply(scene.context)
    value = read_credentials(scene.context, [FIRST_USERS])[FIRST_USERS]
    scene.adapters.secrets.ensure(load_tenant(scene.context).names, FIRST_USERS, value)
    assert not step.check(scene.context)
    step.apply(scene.context)
    assert step.check(scene.context)
