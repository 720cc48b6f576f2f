"""A tenant is broken for real, and a repair brings it back; where nothing is broken it changes nothing."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import docker
import pytest
from sqlalchemy.orm.attributes import flag_modified

from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.inventory import take_inventory
from control_plane.models import Tenant
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SLUG = "broken"
OPERATOR = Actor("tester")


@pytest.fixture(scope="module")
def stack(platform: SmallPlatform) -> str:
    """A tenant that works; its stack's name."""
    platform.submit(platform.request(SLUG))
    created = platform.work()
    assert created["state"] == "succeeded", created["error"]
    return f"{platform.instance}-t-{SLUG}"


@pytest.fixture
def repair(platform: SmallPlatform, stack: str) -> Callable[[], dict[str, Any]]:
    def run() -> dict[str, Any]:
        platform.services.repairs.submit(SLUG, OPERATOR)
        return platform.work()

    return run


def done(operation: dict[str, Any]) -> set[str]:
    """The steps that had something to do."""
    assert operation["state"] == "succeeded", operation["error"]
    return {step["name"] for step in operation["steps"] if step["state"] != "skipped"}


def answers(platform: SmallPlatform) -> bool:
    host = f"{SLUG}.localhost:{platform.settings.public_port}"
    try:
        return platform.adapters.tenant_http.request("GET", host, "/readyz").status_code == 200
    except RetryLater:
        return False


def remove_services(platform: SmallPlatform, stack: str, *names: str) -> None:
    """Returns when their containers are gone too."""
    for name in names:
        platform.docker_client.services.get(f"{stack}_{name}").remove()
    for name in names:
        label = {"label": f"com.docker.swarm.service.name={stack}_{name}"}
        until(
            lambda label=label: (
                not platform.docker_client.containers.list(all=True, ignore_removed=True, filters=label)
            )
        )


def until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.3)


def test_a_healthy_tenant_is_left_as_it_is(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]]
) -> None:
    tasks = platform.adapters.stacks.running_tasks(stack)
    assert done(repair()) == set()
    assert platform.adapters.stacks.running_tasks(stack) == tasks


def test_a_web_that_was_removed_and_an_edge_that_was_detached(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]]
) -> None:
    remove_services(platform, stack, "web")
    platform.docker_client.networks.get(f"{stack}-edge").disconnect(platform.edge, force=True)
    (platform.settings.edge_hosts_dir / f"{SLUG}.localhost").unlink()
    assert not answers(platform)
    assert done(repair()) == {"deploy_stack", "attach_edge"}
    assert answers(platform)


def test_a_secret_that_was_removed_with_those_who_used_it(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]]
) -> None:
    remove_services(platform, stack, "web", "worker")
    (secret,) = platform.docker_client.secrets.list(filters={"name": f"{stack}-fila_ia_key"})
    secret.remove()
    assert done(repair()) >= {"create_secrets", "deploy_stack"}
    assert answers(platform)


def test_everything_but_the_data(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]]
) -> None:
    remove_services(platform, stack, "web", "worker", "mysql", "redis")
    for container in (platform.edge, platform.sandbox):
        platform.docker_client.networks.get(f"{stack}-edge").disconnect(container, force=True)
    for name in (f"{stack}-edge", f"{stack}-private"):
        platform.docker_client.networks.get(name).remove()
        until(
            lambda name=name: platform.adapters.networks.find(name) is None
        )  # the engine lists it a moment on
    for secret in platform.docker_client.secrets.list(filters={"name": f"{stack}-"}):
        secret.remove()
    worked = done(repair())
    assert worked >= {"create_networks", "create_secrets", "deploy_database", "deploy_stack", "attach_edge"}
    assert not worked & {"prepare_database", "migrate_database", "backup_before_migration"}
    assert answers(platform)
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).missing == ()


@pytest.fixture
def rebuilt(platform: SmallPlatform) -> Iterator[str]:
    """The application's image as a code change leaves it: the same name would be another image."""
    with transaction(platform.sessions) as session:
        image = session.query(Tenant).filter_by(slug=SLUG).one().configuration["images"]["appliance"]
    container = platform.docker_client.containers.create(image)
    tag = f"{platform.instance}/appliance:rebuilt"
    container.commit(*tag.split(":"), changes="LABEL guiche.test=rebuilt")
    container.remove()
    run_image(platform, tag)
    yield tag
    run_image(platform, image)


def run_image(platform: SmallPlatform, image: str) -> None:
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=SLUG).one()
        tenant.configuration["images"]["appliance"] = image
        flag_modified(tenant, "configuration")


def test_a_new_image_migrates_after_a_backup_and_is_rolled_out(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]], rebuilt: str
) -> None:
    try:
        assert done(repair()) == {"backup_before_migration", "migrate_database", "deploy_stack"}
        newest = platform.services.backups.list_all(SLUG)[0]
        assert newest["trigger"] == "safety"
        image = platform.docker_client.images.get(rebuilt).id
        service = platform.docker_client.services.get(f"{stack}_web")
        assert service.attrs["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"] == image
        assert answers(platform)
        assert done(repair()) == set()
    finally:
        remove_services(platform, stack, "web", "worker")
        platform.docker_client.images.remove(rebuilt, force=True)


def test_lost_data_is_not_covered_up_but_restored(
    platform: SmallPlatform, stack: str, repair: Callable[[], dict[str, Any]]
) -> None:
    remove_services(platform, stack, "mysql")
    volume = f"{stack}-database-g1"
    platform.docker_client.volumes.get(volume).remove()
    failed = repair()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "data_lost")
    assert f"guiche restore {SLUG}" in failed["error"]["next_action"]
    with pytest.raises(docker.errors.NotFound):
        platform.docker_client.volumes.get(volume)
    newest = platform.services.backups.list_all(SLUG)[0]
    platform.services.backups.submit_restore(SLUG, newest["id"], SLUG, OPERATOR)
    restored = platform.work()
    assert restored["state"] == "succeeded", restored["error"]
    assert answers(platform)
    assert done(repair()) == set()
