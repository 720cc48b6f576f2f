"""A creation outlives its runner, wherever it is killed."""

import docker
import pytest

from control_plane.operations.catalog import KINDS
from tests.e2e.killing import create_under_fire, end_state
from tests.e2e.platform import Platform

pytestmark = pytest.mark.e2e

KILLED_AFTER = KINDS["create_tenant"].steps[:-1:2]
"""Every other one: bench.interruptions kills it after each of them, and each of every other operation."""


@pytest.mark.timeout(1500)
def test_a_runner_killed_again_and_again_leaves_the_same_tenant(
    platform: Platform, engine: docker.DockerClient
) -> None:
    calm_slug, calm = create_under_fire(platform, engine, kill_after=())
    assert calm["state"] == "succeeded", calm["error"]
    slug, operation = create_under_fire(platform, engine, kill_after=KILLED_AFTER)
    assert operation["state"] == "succeeded", operation["error"]
    assert end_state(engine, slug) == end_state(engine, calm_slug)
    assert platform.inventory() == {"missing": [], "orphaned": [], "unexpected": []}
    tenant = platform.api("GET", f"/tenants/{slug}").json()
    assert tenant["lifecycle"] == "active"
    assert len(platform.api("GET", f"/tenants/{slug}/backups").json()["data"]) == 1
