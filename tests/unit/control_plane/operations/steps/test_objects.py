"""Networks, volumes and secrets: made once, found again, taken back."""

from typing import Any, cast

import pytest
from sqlalchemy import update

from control_plane.adapters.engine_api import Engine
from control_plane.adapters.names import secret_name
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.inventory import take_inventory
from control_plane.models import Operation, Tenant
from control_plane.operations.step import UndoableStep
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.create_secrets import CreateSecrets, current_secrets
from control_plane.operations.steps.create_volumes import CreateVolumes
from control_plane.operations.steps.deploy_stack import DeployStack
from control_plane.operations.steps.engine_secrets import REDIS_ACL, SERVICE_SECRETS
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.tenant import load_tenant, read_credentials
from control_plane.services.credentials import Vault
from tests.unit.control_plane.operations.steps.conftest import Scene

STEPS: list[UndoableStep] = [CreateNetworks(), CreateVolumes(), CreateSecrets()]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_made_once(step: UndoableStep, scene: Scene) -> None:
    GenerateCredentials().apply(scene.context)
    assert not step.check(scene.context)
    for _ in range(2):
        step.apply(scene.context)
        assert step.check(scene.context)


def test_the_private_network_has_no_way_out(ready: Scene) -> None:
    made = ready.adapters.networks.made
    assert {name: network.is_internal for name, network in made.items()} == {
        "t-acme-private": True,
        "t-acme-edge": False,
    }


def test_every_object_is_labelled(ready: Scene) -> None:
    names = load_tenant(ready.context).names
    networks = [network.labels for network in ready.adapters.networks.made.values()]
    volumes = [volume.labels for volume in ready.adapters.volumes.made.values()]
    assert networks == [names.labels("network")] * 2
    assert volumes == [names.labels("volume")] * 4


def test_another_value_is_missing_until_it_is_stored(ready: Scene) -> None:
    assert len(current_secrets(ready.context, SERVICE_SECRETS)) == len(SERVICE_SECRETS)
    ready.adapters.secrets.made.popitem()
    assert not CreateSecrets().check(ready.context)
    with pytest.raises(StepFailed, match="Not in the engine"):
        current_secrets(ready.context, SERVICE_SECRETS)


def test_a_tenant_made_with_an_earlier_acl_gets_the_present_one(ready: Scene) -> None:
    """It was a row of the vault once, made at creation: a repair finds another secret and rolls Redis out."""
    names, secrets = load_tenant(ready.context).names, ready.adapters.secrets
    present = read_credentials(ready.context, [REDIS_ACL])[REDIS_ACL]
    earlier = "user default off\nuser app on ~* &* +@all >password\n"
    with transaction(ready.context.sessions) as session:
        Vault(ready.context.settings.platform_key).put(session, names.tenant_id, REDIS_ACL, earlier)
    secrets.remove([secret for secret in secrets.made.values() if secret.name == REDIS_ACL])
    left = secrets.ensure(names, REDIS_ACL, earlier)
    steps = (CreateSecrets(), DeployStack())
    assert not steps[0].check(ready.context)
    for step in steps:
        step.apply(ready.context)
        assert step.check(ready.context)
    made = secrets.find(names, REDIS_ACL, present)
    assert made is not None
    assert ready.adapters.stacks.running["secrets"][REDIS_ACL]["name"] == made.object_name
    assert left.object_name not in secrets.made


def test_the_inventory_expects_what_a_repair_makes(ready: Scene) -> None:
    expected = {
        secret_name(load_tenant(ready.context).names.stack, name, value, ready.context.settings.platform_key)
        for name, value in read_credentials(ready.context, SERVICE_SECRETS).items()
    }
    with transaction(ready.context.sessions) as session:
        session.get_one(Tenant, ready.context.tenant_id).lifecycle = "active"
        session.execute(update(Operation).values(state="succeeded"))
    inventory = take_inventory(cast(Engine, EmptyEngine()), ready.context.sessions, ready.context.settings)
    assert {thing.name for thing in inventory.missing if thing.kind == "secret"} == expected


class EmptyEngine:
    """Nothing of this instance is there."""

    def networks(self, filters: Any) -> list[Any]:  # noqa: ARG002
        return []

    def volumes(self, filters: Any) -> dict[str, list[Any]]:  # noqa: ARG002
        return {"Volumes": []}

    secrets = services = networks


def test_the_first_users_are_not_among_the_lasting_secrets(ready: Scene) -> None:
    assert "first_users" not in ready.adapters.secrets.ever


def test_volumes_and_secrets_can_be_taken_back(ready: Scene) -> None:
    for step in (CreateVolumes(), CreateSecrets()):
        for _ in range(2):
            step.undo(ready.context)
    assert ready.adapters.volumes.made == {}
    assert ready.adapters.secrets.made == {}
