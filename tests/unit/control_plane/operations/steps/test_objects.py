"""Networks, volumes and secrets: made once, found again, taken back."""

import pytest

from control_plane.errors import StepFailed
from control_plane.operations.step import UndoableStep
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.create_secrets import CreateSecrets, current_secrets
from control_plane.operations.steps.create_volumes import CreateVolumes
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.tenant import SERVICE_SECRETS, load_tenant
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


def test_the_first_users_are_not_among_the_lasting_secrets(ready: Scene) -> None:
    assert "first_users" not in ready.adapters.secrets.ever


def test_volumes_and_secrets_can_be_taken_back(ready: Scene) -> None:
    for step in (CreateVolumes(), CreateSecrets()):
        for _ in range(2):
            step.undo(ready.context)
    assert ready.adapters.volumes.made == {}
    assert ready.adapters.secrets.made == {}
