"""Networks, volumes and secrets on the real engine."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from control_plane.adapters.docker_engine import connect, read_facts
from control_plane.adapters.names import BIRTH
from control_plane.errors import StepFailed
from tests.integration.control_plane.adapters.conftest import Hands

pytestmark = pytest.mark.integration


def test_a_network_is_made_once_and_removed(hands: Hands, patience: Callable[[], None]) -> None:
    name, labels = f"{hands.names.stack}-one", hands.names.labels("network")
    made = hands.networks.create(name, labels, internal=True)
    assert hands.networks.create(name, labels, internal=True) == made
    assert (made.is_internal, made.is_attachable, made.labels) == (True, True, labels)
    hands.networks.remove(name, patience)
    hands.networks.remove(name, patience)
    assert hands.networks.find(name) is None


def test_a_name_that_begins_alike_is_another_network(hands: Hands, patience: Callable[[], None]) -> None:
    name, labels = f"{hands.names.stack}-private", hands.names.labels("network")
    hands.networks.create(f"{name}-more", labels, internal=True)
    assert hands.networks.find(name) is None
    hands.networks.remove(f"{name}-more", patience)


def test_nobody_gets_the_network_of_another(hands: Hands, patience: Callable[[], None]) -> None:
    name, labels = f"{hands.names.stack}-two", hands.names.labels("network")
    hands.networks.create(name, labels, internal=True)
    stranger = replace(hands.names, tenant_id="stranger").labels("network")
    with pytest.raises(StepFailed, match="belongs to something else"):
        hands.networks.create(name, stranger, internal=True)
    with pytest.raises(StepFailed, match="belongs to something else"):
        hands.networks.create(name, labels, internal=False)
    hands.networks.remove(name, patience)


def test_a_volume_is_made_once_and_removed(hands: Hands, patience: Callable[[], None]) -> None:
    name, labels = hands.names.media_volume, hands.names.labels("volume")
    made = hands.volumes.create(name, labels)
    assert hands.volumes.create(name, labels) == made
    assert made.birth
    assert made.labels == labels | {BIRTH: made.birth}
    hands.volumes.remove(name, patience)
    hands.volumes.remove(name, patience)
    assert hands.volumes.find(name) is None


def test_nobody_inherits_the_volume_of_another(hands: Hands, patience: Callable[[], None]) -> None:
    name = hands.names.redis_volume
    hands.volumes.create(name, hands.names.labels("volume"))
    with pytest.raises(StepFailed, match="belongs to something else"):
        hands.volumes.create(name, replace(hands.names, tenant_id="stranger").labels("volume"))
    hands.volumes.remove(name, patience)


def test_a_secret_is_found_by_its_value(hands: Hands) -> None:
    first = hands.secrets.ensure(hands.names, "key", "value one")
    assert hands.secrets.ensure(hands.names, "key", "value one") == first
    assert hands.secrets.find(hands.names, "key", "value two") is None
    second = hands.secrets.ensure(hands.names, "key", "value two")
    assert second.id != first.id
    stored = {secret.id for secret in hands.secrets.all_of(hands.names.tenant_id)}
    assert stored == {first.id, second.id}
    hands.secrets.remove([first, second])
    hands.secrets.remove([first])
    assert hands.secrets.all_of(hands.names.tenant_id) == []


def test_the_engine_says_what_room_there_is() -> None:
    engine = connect()
    facts = read_facts(engine, "10.201.0.0/16")
    engine.close()  # type: ignore[attr-defined]
    assert facts.is_manager
    assert facts.node_id
    assert facts.memory_bytes > 2**30
    assert 0 <= facts.subnets_used < facts.subnets_total
