"""`make demo` again puts back what somebody took away, and is quick where nobody did."""

import docker
import pytest

from foundation.http import http_session
from tests.e2e.platform import INSTANCE, Platform, bring_up, containers, eventually

pytestmark = pytest.mark.e2e


@pytest.mark.timeout(900)
def test_a_broken_tenant_is_repaired(platform: Platform, engine: docker.DockerClient) -> None:
    stack = f"{INSTANCE}-t-acme"
    for name in ("web", "worker"):
        engine.services.get(f"{stack}_{name}").remove()
    eventually(lambda: not containers(engine, f"{stack}_web"), "web to be gone")
    bring_up()
    with http_session(timeout=(3.05, 30)) as session:
        assert session.get(f"{platform.tenant_url}/readyz").status_code == 200
    assert _last_repair(platform) >= {"deploy_stack"}


@pytest.mark.timeout(300)
def test_a_healthy_one_is_left_alone(platform: Platform, engine: docker.DockerClient) -> None:
    before = {
        each.id
        for each in engine.containers.list(
            ignore_removed=True, filters={"label": f"guiche.instance={INSTANCE}"}
        )
    }
    bring_up()
    after = {
        each.id
        for each in engine.containers.list(
            ignore_removed=True, filters={"label": f"guiche.instance={INSTANCE}"}
        )
    }
    assert after == before
    assert _last_repair(platform) == set()


def _last_repair(platform: Platform) -> set[str]:
    """The steps that had something to do."""
    answer = platform.api("GET", "/operations", params={"tenant": "acme", "limit": "1"})
    (operation,) = answer.json()["data"]
    assert (operation["kind"], operation["state"]) == ("repair", "succeeded"), operation["error"]
    return {step["name"] for step in operation["steps"] if step["state"] != "skipped"}
