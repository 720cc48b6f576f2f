"""A canary is created, used and deleted on the real engine, and nothing is left of it."""

from typing import Any

import pytest

from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.inventory import take_inventory
from control_plane.models import Credential, Hostname, Tenant
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]


def objects(platform: SmallPlatform, slug: str) -> list[str]:
    """Whatever the engine has of this tenant."""
    client: Any = platform.docker_client
    label = {"label": f"guiche.slug={slug}"}
    return [
        *(f"service {each.name}" for each in client.services.list(filters=label)),
        *(f"container {each.name}" for each in client.containers.list(all=True, filters=label)),
        *(f"network {each.name}" for each in client.networks.list(filters=label)),
        *(f"secret {each.name}" for each in client.secrets.list(filters=label)),
        *(f"volume {each.name}" for each in client.volumes.list(filters=label)),
    ]


def test_a_canary_comes_works_and_leaves_nothing(platform: SmallPlatform) -> None:
    asked, _ = platform.services.canaries.run(Actor("tester"))
    slug = asked["tenant"]
    created = platform.work()
    assert (created["id"], created["state"]) == (asked["id"], "succeeded"), created["error"]
    assert objects(platform, slug)
    deleted = platform.work()
    assert (deleted["kind"], deleted["state"]) == ("delete_canary", "succeeded"), deleted["error"]
    assert objects(platform, slug) == []
    (run, *_) = platform.services.canaries.show()["runs"]
    assert run["state"] == "succeeded"
    assert all(part["seconds"] for part in run["parts"])
    assert run["used"].keys() == {"pages", "webhook", "sign_in", "message_in", "answer"}
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean
    host = f"{slug}.localhost:{platform.settings.public_port}"
    assert platform.adapters.tenant_http.request("GET", host, "/").status_code == 404
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=slug).one()
        assert (tenant.lifecycle, tenant.certificate) == ("deleted", None)
        assert session.query(Credential).filter_by(tenant_id=tenant.id).count() == 0
        assert session.query(Hostname).filter_by(tenant_id=tenant.id).count() == 0
