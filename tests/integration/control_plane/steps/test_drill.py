"""A backup is restored for practice on the real engine: proven, or found damaged; nothing of it stays."""

from typing import Any

import pytest

from control_plane.actor import Actor
from control_plane.inventory import take_inventory
from control_plane.services.alarms import AlarmFilter
from control_plane.services.fleet import FleetFilter
from tests.integration.control_plane.small_platform import TAG, SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SLUG = "proven"
OPERATOR = Actor("tester")
_SPOIL = "find /backups -path '*/data/*' -type f -exec sh -c 'echo gone > \"$1\"' _ {} ';'"


@pytest.fixture(scope="module")
def stack(platform: SmallPlatform) -> str:
    """A tenant that works, with its first backup; its stack's name."""
    platform.submit(platform.request(SLUG))
    created = platform.work()
    assert created["state"] == "succeeded", created["error"]
    return f"{platform.instance}-t-{SLUG}"


def drill(platform: SmallPlatform) -> dict[str, Any]:
    platform.services.drills.submit(SLUG, OPERATOR)
    return platform.work()


def objects(platform: SmallPlatform) -> set[str]:
    """Whatever the engine has of this platform, by kind and id."""
    client, label = platform.docker_client, {"label": f"guiche.instance={platform.instance}"}
    kinds: Any = (client.services, client.networks, client.secrets, client.configs, client.volumes)
    found = {f"{type(each).__name__} {each.id}" for kind in kinds for each in kind.list(filters=label)}
    containers = client.containers.list(all=True, ignore_removed=True, filters=label)
    return found | {f"container {each.id}" for each in containers}


def newest(platform: SmallPlatform) -> dict[str, Any]:
    return platform.services.backups.list_all(SLUG)[0]


def is_served(platform: SmallPlatform) -> bool:
    host = f"{SLUG}.localhost:{platform.settings.public_port}"
    return platform.adapters.tenant_http.request("GET", host, "/readyz").status_code == 200


def test_a_drill_proves_the_newest_backup_and_leaves_nothing(platform: SmallPlatform, stack: str) -> None:
    before = objects(platform)
    assert newest(platform)["proven_at"] is None
    ended = drill(platform)
    assert ended["state"] == "succeeded", ended["error"]
    backup = newest(platform)
    assert backup["proven_at"] is not None
    assert backup["proof"]["rows"] == sum(backup["manifest"]["rows"].values()) > 0
    assert backup["proof"]["operation"] == ended["id"]
    (row,) = platform.services.fleet.page(FleetFilter(SLUG))["rows"]
    assert row["last_proven_restore_at"] == backup["proven_at"]
    platform.until(lambda: objects(platform) <= before)  # containers of ended jobs go by themselves
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean
    assert is_served(platform)


def test_a_backup_that_is_damaged_is_found_out(platform: SmallPlatform, stack: str) -> None:
    before, proven_at = objects(platform), newest(platform)["proven_at"]
    platform.docker_client.containers.run(
        f"guiche/backup-mariadb:{TAG}",
        entrypoint=["sh", "-c", _SPOIL],
        user="0",
        volumes={f"{stack}-backups": {"bind": "/backups", "mode": "rw"}},
        remove=True,
    )
    ended = drill(platform)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "restic_failed")
    assert newest(platform)["proven_at"] == proven_at
    explained = platform.services.explanations.show(ended["id"])
    assert explained["tenant"]["serving"] == "yes"
    assert "until another drill succeeds" in explained["tenant"]["means"]
    (alarm,) = platform.services.alarms.list_all(AlarmFilter(tenant=SLUG))
    assert (alarm["code"], alarm["tenant"]) == ("operation_failed", SLUG)
    platform.until(lambda: objects(platform) <= before)
    assert is_served(platform)
