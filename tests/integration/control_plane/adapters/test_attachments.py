"""Throwaway containers in the place of edge and sandbox."""

from collections.abc import Callable, Iterator
from typing import Any

import docker
import pytest

from control_plane.adapters.edge import Attachments
from control_plane.adapters.networks import Network
from tests.integration.control_plane.adapters.conftest import Hands

pytestmark = pytest.mark.integration


@pytest.fixture
def network(hands: Hands) -> Network:
    names = hands.names
    return hands.networks.create(names.edge_network, names.labels("network"), internal=False)


@pytest.fixture
def edge(hands: Hands, docker_client: docker.DockerClient) -> Iterator[Any]:
    instance = hands.names.instance
    container = docker_client.containers.create(
        hands.image,
        ["sleep", "600"],
        name=f"{instance}-edge",
        init=True,
        labels={"guiche.instance": instance, "guiche.attach": "tenants", "guiche.alias": "edge"},
    )
    yield container
    container.remove(force=True)


@pytest.fixture
def attachments(hands: Hands) -> Attachments:
    return Attachments(hands.engine, hands.names.instance)


def aliases(container: Any, network: Network) -> list[str]:
    container.reload()
    found: list[str] = container.attrs["NetworkSettings"]["Networks"][network.name]["Aliases"]
    return found


@pytest.mark.usefixtures("edge")
def test_containers_of_this_instance_are_found_running_or_not(attachments: Attachments) -> None:
    (found,) = attachments.containers()
    assert (found.alias, found.is_running) == ("edge", False)
    assert attachments.start_stopped() == [found.name]
    assert attachments.start_stopped() == []


@pytest.mark.usefixtures("edge")
def test_another_instance_has_none(hands: Hands) -> None:
    assert Attachments(hands.engine, "somebody-else").containers() == []


def test_it_is_attached_once_under_its_alias_and_detached(
    attachments: Attachments, network: Network, edge: Any
) -> None:
    edge.start()
    assert [each.name for each in attachments.missing(network)] == [edge.name]
    assert attachments.attach(network) == [edge.name]
    assert attachments.attach(network) == []
    assert attachments.missing(network) == []
    assert "edge" in aliases(edge, network)
    attachments.detach(network)
    attachments.detach(network)
    assert [each.name for each in attachments.missing(network)] == [edge.name]


def test_a_network_made_anew_under_its_old_name_is_joined(
    hands: Hands, attachments: Attachments, network: Network, edge: Any, patience: Callable[[], None]
) -> None:
    edge.start()
    attachments.attach(network)
    edge.stop(timeout=1)
    attachments.detach(network)
    hands.networks.remove(network.name, patience)
    anew = hands.networks.create(network.name, network.labels, internal=False)
    attachments.start_stopped()
    attachments.attach(anew)
    assert attachments.missing(anew) == []
    attachments.detach(anew)
