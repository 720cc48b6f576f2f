"""The running tasks of a tenant and of the platform, seen by the engine and by the kernel."""

import docker
import pytest

from tests.e2e.platform import INSTANCE, Platform
from tests.hardening import Allowed, task_containers, unreserved, violations

pytestmark = pytest.mark.e2e

TENANT = {
    "web": Allowed(writable=frozenset({"/media"})),
    "worker": Allowed(writable=frozenset({"/media"})),
    "mysql": Allowed(writable=frozenset({"/var/lib/mysql"})),
    "redis": Allowed(writable=frozenset({"/data"})),
}
PLATFORM = {
    "panel": Allowed(writable=frozenset({"/data"})),
    "clock": Allowed(writable=frozenset({"/data"})),
    "runner": Allowed(writable=frozenset({"/data", "/edge-hosts"}), docker_socket=True),
    "redis": Allowed(),
}


@pytest.mark.parametrize("service", sorted(TENANT))
def test_a_tenants_task_has_nothing_it_does_not_need(
    platform: Platform, engine: docker.DockerClient, service: str
) -> None:
    found = task_containers(engine.api, f"{INSTANCE}-t-acme")
    assert sorted(found) == sorted(TENANT)
    assert violations(engine.api, found[service], TENANT[service]) == []


@pytest.mark.parametrize("service", sorted(PLATFORM))
def test_a_task_of_the_platform_has_nothing_it_does_not_need(
    platform: Platform, engine: docker.DockerClient, service: str
) -> None:
    found = task_containers(engine.api, INSTANCE)
    assert sorted(found) == sorted(PLATFORM)
    assert violations(engine.api, found[service], PLATFORM[service]) == []


def test_memory_is_reserved_for_every_task(platform: Platform, engine: docker.DockerClient) -> None:
    assert unreserved(engine.api, f"{INSTANCE}-t-acme") == []


def test_no_secret_can_be_read_from_the_engine(platform: Platform, engine: docker.DockerClient) -> None:
    told = " ".join(
        str(item)
        for stack in (INSTANCE, f"{INSTANCE}-t-acme")
        for filters in [{"label": f"com.docker.stack.namespace={stack}"}]
        for item in (
            *(engine.api.inspect_service(each["ID"]) for each in engine.api.services(filters=filters)),
            *engine.api.tasks(filters=filters),
            *(engine.api.inspect_container(each["Id"]) for each in engine.api.containers(filters=filters)),
        )
    )
    tenant = platform.demo["tenant"]
    secrets = [platform.demo["panel"]["token"], platform.demo["panel"]["password"], tenant["password"]]
    for secret in [*secrets, tenant["app_secret"], tenant["verify_token"]]:
        assert secret not in told
