"""A small platform, once for the tests that need one."""

from collections.abc import Iterator

import docker
import pytest

from tests.integration.control_plane.small_platform import SmallPlatform, make_small_platform


@pytest.fixture(scope="session")
def platform(
    docker_client: docker.DockerClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallPlatform]:
    if not docker_client.info()["Swarm"].get("ControlAvailable"):
        pytest.fail("the engine is no swarm manager: `make images` initialises one")
    platform = make_small_platform(tmp_path_factory.mktemp("platform"), docker_client)
    try:
        platform.start()
        yield platform
    finally:
        platform.stop()
