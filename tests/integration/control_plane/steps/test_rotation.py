"""Every credential of a tenant is rotated on the real engine while fifty requests a second come in."""

from typing import Any

import pytest

from bench.rotation import Visitors
from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.inventory import take_inventory
from control_plane.models import Tenant
from control_plane.operations.steps.all import STEPS
from control_plane.services.rotating import GENERATED
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(1200)]
OPERATOR = Actor("tester")


def finished(operation: dict[str, Any]) -> dict[str, Any]:
    assert operation["state"] == "succeeded", operation["error"]
    return operation


def stored(platform: SmallPlatform, slug: str) -> dict[str, list[str]]:
    vault = platform.services.vault
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=slug).one()
        return {name: vault.accepted(session, tenant.id, name) for name in GENERATED}


@pytest.mark.parametrize("database", ["mariadb", "mysql"])
def test_everything_is_rotated_and_nobody_is_turned_away(platform: SmallPlatform, database: str) -> None:
    slug = f"turning-{database}"
    created = platform.submit(platform.request(slug, database))
    finished(platform.work())
    before = stored(platform, slug)
    stores = containers(platform, slug)

    rotation, _ = platform.services.rotations.submit(slug, OPERATOR)
    with Visitors(platform, slug, created) as visitors:
        ended = finished(platform.work())

    assert visitors.failures == []
    assert len(visitors.seconds) > 1000
    assert {step["name"] for step in ended["steps"] if step["state"] == "skipped"} <= {
        "outlast_old_key",  # this platform waits for nothing to run out
        "check_answers",
    }
    after = stored(platform, slug)
    assert all(len(values) == 1 and values != before[name] for name, values in after.items())
    assert all(row["proven_at"] for row in platform.services.rotations.list_all(slug) if row["can_rotate"])
    assert containers(platform, slug) == stores  # database and Redis went on running
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean
    context = platform.context_of(rotation["id"])
    assert all(STEPS[step["name"]].check(context) for step in ended["steps"])

    platform.services.backups.submit_backup(slug, OPERATOR)  # dump and repository, by the new passwords
    finished(platform.work())
    platform.services.repairs.submit(slug, OPERATOR)
    repaired = finished(platform.work())
    assert {step["state"] for step in repaired["steps"]} == {"skipped"}


def test_redis_lets_in_by_the_new_password_after_a_restart(platform: SmallPlatform) -> None:
    slug = "turning-mariadb"  # which has just been rotated
    [redis] = containers(platform, slug)[1:]
    platform.docker_client.containers.get(redis).kill()
    host = f"{slug}.localhost:{platform.settings.public_port}"
    platform.until(lambda: containers(platform, slug)[1:] not in ([], [redis]), 60)
    platform.until(
        lambda: platform.adapters.tenant_http.request("GET", host, "/readyz").status_code == 200, 90
    )


def containers(platform: SmallPlatform, slug: str) -> list[str]:
    """Ids of the running containers of database and Redis, in this order."""
    stack = f"{platform.instance}-t-{slug}"
    found = []
    for service in ("mysql", "redis"):
        label: Any = {"label": f"com.docker.swarm.service.name={stack}_{service}", "status": "running"}
        found += [str(each.id) for each in platform.docker_client.containers.list(filters=label)]
    return found
