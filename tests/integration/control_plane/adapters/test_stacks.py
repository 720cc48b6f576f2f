"""A tiny stack on the real engine, good and bad: what is reported must be what happened."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from control_plane.adapters.stack_state import ServiceState
from control_plane.errors import StepFailed
from tests.integration.control_plane.adapters.conftest import Hands

pytestmark = pytest.mark.integration

ALIVE = "trap 'exit 0' TERM; while :; do sleep 0.1; done"


def watch(_states: list[ServiceState]) -> None:
    """What a step tells while it waits."""


@pytest.fixture
def document(hands: Hands, patience: Callable[[], None]) -> Iterator[dict[str, Any]]:
    names = hands.names
    for name, internal in ((names.private_network, True), (names.edge_network, False)):
        hands.networks.create(name, names.labels("network"), internal=internal)
    secret = hands.secrets.ensure(names, "key", "value one")
    labels = names.labels("service")
    yield {
        "version": "3.9",
        "services": {
            "web": {
                "image": hands.image,
                "command": ["sh", "-c", ALIVE],
                "environment": {"A": "a$$b"},
                "networks": {"private": {}, "edge": {"aliases": ["acme.localhost.guiche"]}},
                "secrets": [{"source": "key", "target": "key", "mode": 0o400}],
                "labels": labels,
                "healthcheck": {"test": ["CMD", "true"], "interval": "1s", "timeout": "5s"},
                "deploy": {
                    "endpoint_mode": "dnsrr",
                    "labels": labels,
                    "restart_policy": {"condition": "any", "delay": "0s"},
                    "update_config": {
                        "order": "start-first",
                        "failure_action": "rollback",
                        "monitor": "3s",
                    },
                    "resources": {"limits": {"memory": "64M", "pids": 32}},
                },
            }
        },
        "networks": {
            "private": {"external": True, "name": names.private_network},
            "edge": {"external": True, "name": names.edge_network},
        },
        "secrets": {"key": {"external": True, "name": secret.object_name}},
    }
    hands.stacks.remove(names.stack, patience)


def deploy(hands: Hands, document: dict[str, Any], timeout: float = 60) -> None:
    hands.stacks.deploy(hands.names.stack, document, watch, timeout=timeout, prune=True)


def changed(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    other = deepcopy(document)
    other["services"]["web"].update(changes)
    return other


def test_it_is_up_as_asked_and_removed(
    hands: Hands, document: dict[str, Any], patience: Callable[[], None]
) -> None:
    stack = hands.names.stack
    deploy(hands, document)
    assert hands.stacks.is_as_asked(stack, document)
    assert not hands.stacks.is_as_asked(stack, changed(document, environment={"A": "other"}))
    tasks = hands.stacks.running_tasks(stack)
    assert len(tasks) == 1
    deploy(hands, document)
    assert hands.stacks.running_tasks(stack) == tasks
    hands.stacks.remove(stack, patience)
    hands.stacks.remove(stack, patience)
    assert [state.reason for state in hands.stacks.states(stack, document)] == ["does not exist"]


def test_an_update_is_waited_for(hands: Hands, document: dict[str, Any]) -> None:
    deploy(hands, document)
    before = hands.stacks.running_tasks(hands.names.stack)
    other = changed(document, environment={"A": "other"})
    deploy(hands, other)
    assert hands.stacks.is_as_asked(hands.names.stack, other)
    assert hands.stacks.running_tasks(hands.names.stack) != before


def test_a_swapped_secret_counts_only_once_it_is_mounted(hands: Hands, document: dict[str, Any]) -> None:
    deploy(hands, document)
    other = deepcopy(document)
    other["secrets"]["key"]["name"] = hands.secrets.ensure(hands.names, "key", "value two").object_name
    assert hands.stacks.differences(hands.names.stack, other) == ["web: secrets"]
    deploy(hands, other)
    assert hands.stacks.differences(hands.names.stack, other) == []


def test_a_rollback_is_no_success(hands: Hands, document: dict[str, Any]) -> None:
    deploy(hands, document)
    with pytest.raises(StepFailed, match=r"its update ended as rollback_\w+"):
        deploy(hands, changed(document, command=["false"]))
    deploy(hands, document)
    assert hands.stacks.is_as_asked(hands.names.stack, document)


def test_a_missing_image_is_said(hands: Hands, document: dict[str, Any]) -> None:
    with pytest.raises(StepFailed, match="web: its image is not on the node"):
        deploy(hands, changed(document, image="sha256:" + "0" * 64))


def test_a_program_that_ends_again_and_again_is_said(hands: Hands, document: dict[str, Any]) -> None:
    with pytest.raises(StepFailed, match="web: it was started 3 times"):
        deploy(hands, changed(document, command=["false"]), timeout=200)


def test_no_room_is_said_at_once(hands: Hands, document: dict[str, Any]) -> None:
    other = deepcopy(document)
    other["services"]["web"]["deploy"]["resources"]["reservations"] = {"memory": "9000G"}
    with pytest.raises(StepFailed, match="web: not enough free memory"):
        deploy(hands, other)


def test_one_that_is_never_healthy_is_said(hands: Hands, document: dict[str, Any]) -> None:
    sick = {"test": ["CMD", "false"], "interval": "1s", "timeout": "5s", "start_period": "60s"}
    with pytest.raises(StepFailed, match="Not ready after 5 s: web: "):
        deploy(hands, changed(document, healthcheck=sick), timeout=5)


def test_what_docker_refuses_is_said_in_its_words(hands: Hands, document: dict[str, Any]) -> None:
    with pytest.raises(StepFailed, match="Docker refused the stack"):
        deploy(hands, changed(document, no_such_key=True))


def test_who_watches_may_stop_the_waiting(hands: Hands, document: dict[str, Any]) -> None:
    class Stop(Exception):
        pass

    def stop(_states: list[ServiceState]) -> None:
        raise Stop

    with pytest.raises(Stop):
        hands.stacks.deploy(hands.names.stack, document, stop, timeout=60, prune=True)
