"""The real engine under an instance name of its own, swept by label afterwards."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import docker
import pytest

from control_plane.adapters.docker_engine import connect
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.images import Images
from control_plane.adapters.jobs import Jobs
from control_plane.adapters.names import TenantNames
from control_plane.adapters.networks import Networks
from control_plane.adapters.secrets import Secrets
from control_plane.adapters.stack import Stacks
from control_plane.adapters.volumes import Volumes
from control_plane.errors import StepFailed

PLATFORM_KEY = "ab" * 32


@dataclass
class Hands:
    """The adapters, and names that are this test run's own."""

    names: TenantNames
    engine: Engine
    image: str
    networks: Networks
    volumes: Volumes
    secrets: Secrets
    stacks: Stacks
    jobs: Jobs


@pytest.fixture(scope="module")
def hands(docker_client: docker.DockerClient) -> Iterator[Hands]:
    if not docker_client.info()["Swarm"].get("ControlAvailable"):
        pytest.fail("the engine is no swarm manager: `make images` initialises one")
    instance = f"git{secrets.token_hex(3)}"
    names = TenantNames(instance, f"{instance}-t-acme", secrets.token_hex(8), "acme", 1)
    engine = connect()
    hands = Hands(
        names=names,
        engine=engine,
        image=Images(engine).pin(f"guiche/python:{os.environ.get('GUICHE_PYTHON_TAG', '3.11')}"),
        networks=Networks(engine),
        volumes=Volumes(engine),
        secrets=Secrets(engine, PLATFORM_KEY),
        stacks=Stacks(engine),
        jobs=Jobs(engine),
    )
    yield hands
    _sweep(hands, docker_client)
    engine.close()  # type: ignore[attr-defined]


@pytest.fixture
def patience() -> Callable[[], None]:
    """What adapters call while they wait: nothing to tell, but not for ever."""
    limit = time.monotonic() + 120

    def tick() -> None:
        if time.monotonic() > limit:
            raise StepFailed("test", "waited too long")

    return tick


def _sweep(hands: Hands, client: docker.DockerClient) -> None:
    def wait() -> None:
        time.sleep(0)

    hands.stacks.remove(hands.names.stack, wait)
    label = {"label": f"guiche.instance={hands.names.instance}"}
    for service in client.services.list(filters=label):
        service.remove()
    for container in client.containers.list(all=True, ignore_removed=True, filters=label):
        if "com.docker.swarm.service.id" not in container.labels:
            container.remove(force=True)
    hands.secrets.remove(hands.secrets.all_of(hands.names.tenant_id))
    for network in hands.engine.networks(filters=label):
        hands.networks.remove(network["Name"], wait)
    for volume in hands.engine.volumes(filters=label)["Volumes"] or []:
        hands.volumes.remove(volume["Name"], wait)
