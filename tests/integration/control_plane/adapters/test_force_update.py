"""A service's tasks are started anew, and nothing else of it changes."""

from collections.abc import Callable, Iterator
from typing import Any

import docker
import pytest

from control_plane.errors import StepFailed
from tests.integration.control_plane.adapters.conftest import Hands

pytestmark = pytest.mark.integration


@pytest.fixture
def service(hands: Hands, docker_client: docker.DockerClient) -> Iterator[Any]:
    made = docker_client.services.create(
        hands.image,
        ["sleep", "600"],
        name=f"{hands.names.stack}_web",
        labels={"guiche.instance": hands.names.instance, "com.docker.stack.namespace": hands.names.stack},
        stop_grace_period=0,
        endpoint_spec=docker.types.EndpointSpec(mode="dnsrr"),
    )
    yield made
    made.remove()


def test_another_task_runs_afterwards_by_the_same_specification(
    hands: Hands, service: Any, patience: Callable[[], None]
) -> None:
    while not (before := hands.stacks.running_tasks(hands.names.stack)):
        patience()
    specification = dict(hands.engine.inspect_service(service.id)["Spec"]["TaskTemplate"])
    hands.stacks.force_update(hands.names.stack, "web")
    while not (now := hands.stacks.running_tasks(hands.names.stack)) or set(now) & set(before):
        patience()
    anew = hands.engine.inspect_service(service.id)["Spec"]["TaskTemplate"]
    assert anew["ContainerSpec"] == specification["ContainerSpec"]
    assert anew["ForceUpdate"] == specification.get("ForceUpdate", 0) + 1


def test_a_service_that_is_not_there(hands: Hands) -> None:
    with pytest.raises(StepFailed, match=r"no such service|not found"):
        hands.stacks.force_update(hands.names.stack, "nothing")
