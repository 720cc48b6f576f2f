"""A tenant's backups on the real engine: copied to a server outside, restored after all was lost."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bench.faults.rest_server import RestServer
from bench.interruptions.kinds import wreck
from control_plane.actor import Actor
from control_plane.offsite_settings import OffsiteSettings
from control_plane.platform_copying import PlatformCopying
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
SLUG = "careful"
OPERATOR = Actor("tester")


@pytest.fixture(scope="module")
def server(platform: SmallPlatform) -> Iterator[RestServer]:
    """On this machine, where every network with a way out reaches it."""
    bridge = platform.docker_client.networks.get("docker_gwbridge").attrs
    gateway = bridge["IPAM"]["Config"][0]["Gateway"]
    with RestServer("copies", "open sesame", host=gateway) as server:
        prefix = f"rest:http://{gateway}:{server.port}"
        platform.copy_to(OffsiteSettings(prefix, "copies", "open sesame"))
        yield server
    platform.copy_to(OffsiteSettings())


@pytest.fixture(scope="module")
def copied(platform: SmallPlatform, server: RestServer) -> dict[str, Any]:
    """The operation that copied the first backup of a new tenant."""
    platform.submit(platform.request(SLUG))
    assert platform.work()["state"] == "succeeded"
    platform.services.offsite.submit_copy(SLUG, OPERATOR)
    return platform.work()


def newest(platform: SmallPlatform) -> dict[str, Any]:
    found: dict[str, Any] = platform.services.backups.list_all(SLUG)[0]
    return found


def test_it_is_found_again_off_site(
    platform: SmallPlatform, server: RestServer, copied: dict[str, Any]
) -> None:
    assert copied["state"] == "succeeded", copied["error"]
    assert newest(platform)["offsite_at"]
    assert any("/snapshots/" in path for path in server.files)
    with_tenant = platform.context_of(copied["id"]).tenant_id
    assert {path.split("/")[2] for path in server.files} == {with_tenant}
    left = [secret.object_name for secret in platform.adapters.secrets.all_of(with_tenant)]
    assert not any("offsite" in name for name in left)


def test_a_login_that_is_refused_is_explained(platform: SmallPlatform, copied: dict[str, Any]) -> None:
    good = platform.settings.offsite
    try:
        platform.copy_to(replace(good, password="another one"))
        operation, _ = platform.services.offsite.submit_copy(SLUG, OPERATOR)
        failed = platform.work()
    finally:
        platform.copy_to(good)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "offsite_refused")
    assert "OFFSITE_USER" in str(platform.services.explanations.show(operation["id"]))
    assert newest(platform)["offsite_at"]


def test_a_restore_works_after_everything_was_lost(platform: SmallPlatform, copied: dict[str, Any]) -> None:
    """As on a new machine that knows the tenant and has nothing of it."""
    wreck(platform, copied["id"])
    owned = {"label": f"guiche.tenant={platform.context_of(copied['id']).tenant_id}"}
    for volume in platform.docker_client.volumes.list(filters=owned):
        volume.remove()
    platform.services.offsite.submit_retrieve(SLUG, OPERATOR)
    back = platform.work()
    assert back["state"] == "succeeded", back["error"]
    platform.reconciler().reconcile()
    platform.services.backups.submit_restore(SLUG, newest(platform)["id"], SLUG, OPERATOR)
    restored = platform.work()
    assert restored["state"] == "succeeded", restored["error"]


def test_the_platform_itself_is_copied_beside_it(platform: SmallPlatform, server: RestServer) -> None:
    copying = PlatformCopying(platform.settings, platform.sessions, platform.adapters)
    assert copying.copy_if_due()
    fact = platform.services.facts.get("platform_copy")
    assert (fact["error"], fact["retention"]) == (None, "ok")
    assert any(path.startswith(f"/{platform.instance}/platform/snapshots/") for path in server.files)
    assert not copying.copy_if_due()
