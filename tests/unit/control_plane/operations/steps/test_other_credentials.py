"""Credentials put right on resume: what of the earlier walk still holds, and what is done anew."""

from collections.abc import Callable

import pytest

from control_plane.adapters.jobs import JobResult, RunningJob
from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.operations.step import Step
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp
from control_plane.operations.steps.create_first_users import CreateFirstUsers
from control_plane.operations.steps.create_secrets import CreateSecrets, stale_secrets
from control_plane.operations.steps.deploy_stack import DeployStack
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.migrate_database import MigrateDatabase
from control_plane.operations.steps.prepare_database import PrepareDatabase
from control_plane.operations.steps.proof import prove
from control_plane.operations.steps.smoke_test import SmokeTest
from control_plane.operations.steps.tenant import load_tenant
from control_plane.services.credentials import Vault
from tests.unit.control_plane.operations.steps.conftest import Scene

INSIDE_DATABASE: list[Step] = [PrepareDatabase(), MigrateDatabase(), CreateFirstUsers()]
REPLACED = ("whatsapp_token", "whatsapp_app_secret", "fila_ia_key")


@pytest.fixture
def scene(ready: Scene) -> Scene:
    """Everything ran once with what was given at first."""
    ready.adapters.jobs.result = JobResult(0, '{"result": {"users": ["app", "migrate", "dump"]}}')
    for step in (*INSIDE_DATABASE, DeployStack(), ConnectWhatsapp()):
        step.apply(ready.context)
        assert step.check(ready.context), step.name
    prove(ready.context, "smoke_test", *_tasks(ready))
    return ready


@pytest.fixture
def put(scene: Scene) -> Callable[[str, str], None]:
    """Another value for one credential."""

    def put(name: str, value: str) -> None:
        with transaction(scene.context.sessions) as session:
            vault = Vault(scene.context.settings.platform_key)
            vault.put(session, scene.context.tenant_id, name, value)

    return put


def _tasks(scene: Scene) -> list[str]:
    return scene.adapters.stacks.running_tasks(load_tenant(scene.context).names.stack)


def held(scene: Scene, *steps: Step) -> list[str]:
    return [step.name for step in steps if step.check(scene.context)]


@pytest.mark.parametrize("name", REPLACED)
def test_another_secret_is_stored_deployed_and_the_old_one_removed(
    scene: Scene, put: Callable[[str, str], None], name: str
) -> None:
    put(name, "another value")
    assert held(scene, GenerateCredentials(), *INSIDE_DATABASE) != []
    assert held(scene, CreateSecrets()) == []
    CreateSecrets().apply(scene.context)
    assert held(scene, GenerateCredentials(), CreateSecrets(), *INSIDE_DATABASE, DeployStack()) == [
        "generate_credentials",
        "create_secrets",
        *(step.name for step in INSIDE_DATABASE),
    ]
    assert len(stale_secrets(scene.context)) == 1
    DeployStack().apply(scene.context)
    assert held(scene, DeployStack(), SmokeTest()) == ["deploy_stack"]
    assert stale_secrets(scene.context) == []


def test_another_token_is_connected_anew(scene: Scene, put: Callable[[str, str], None]) -> None:
    put("whatsapp_token", "another value")
    CreateSecrets().apply(scene.context)
    assert held(scene, ConnectWhatsapp()) == []


@pytest.mark.parametrize("field", ["phone_number_id", "waba_id"])
def test_another_number_or_account_is_deployed_connected_and_tested_anew(scene: Scene, field: str) -> None:
    with transaction(scene.context.sessions) as session:
        tenant = session.get_one(Tenant, scene.context.tenant_id)
        whatsapp = {**tenant.configuration["whatsapp"], field: "555000111"}
        tenant.configuration = {**tenant.configuration, "whatsapp": whatsapp}
    assert held(scene, CreateSecrets(), DeployStack(), ConnectWhatsapp()) == ["create_secrets"]
    DeployStack().apply(scene.context)
    assert held(scene, SmokeTest()) == []


def test_a_job_that_a_dead_runner_left_does_not_keep_the_old_secret(
    scene: Scene, put: Callable[[str, str], None]
) -> None:
    scene.adapters.jobs.left = [RunningJob("1", "connect-whatsapp", {})]
    put("whatsapp_token", "another value")
    CreateSecrets().apply(scene.context)
    DeployStack().apply(scene.context)
    assert scene.adapters.jobs.left == []


def test_a_runner_that_died_before_it_removed_the_old_secret_is_made_up_for(
    scene: Scene, put: Callable[[str, str], None]
) -> None:
    put("whatsapp_token", "another value")
    CreateSecrets().apply(scene.context)
    removing, scene.adapters.secrets.remove = scene.adapters.secrets.remove, lambda _secrets: None  # type: ignore[method-assign]
    DeployStack().apply(scene.context)
    scene.adapters.secrets.remove = removing  # type: ignore[method-assign]
    assert held(scene, DeployStack()) == []
    DeployStack().apply(scene.context)
    assert held(scene, DeployStack()) == ["deploy_stack"]
