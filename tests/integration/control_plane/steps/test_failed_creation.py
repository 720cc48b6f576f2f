"""A creation that cannot succeed: says why, stays resumable, and can be taken back to nothing."""

from dataclasses import replace
from typing import Any

import docker
import pytest

from control_plane.actor import Actor
from control_plane.adapters.jobs import Job
from control_plane.database import transaction
from control_plane.inventory import take_inventory
from control_plane.models import Tenant
from control_plane.operations.steps.tenant import load_tenant, read_credentials
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
OPERATOR = Actor("tester")


@pytest.fixture(scope="module")
def failed(platform: SmallPlatform) -> dict[str, Any]:
    """WhatsApp does not know the token that the operator gave."""
    request = platform.request("sorry")
    wrong = replace(request, whatsapp=replace(request.whatsapp, token="not-the-token-of-this-number"))
    platform.submit(wrong)
    return platform.work()


def test_it_says_why_and_what_to_do(failed: dict[str, Any]) -> None:
    assert failed["state"] == "failed"
    states = {step["name"]: step["state"] for step in failed["steps"]}
    assert states["attach_edge"] == "done"
    assert states["connect_whatsapp"] == "failed"
    assert states["smoke_test"] == "pending"
    assert "resume" in failed["error"]["next_action"]


def test_no_secret_is_in_what_is_shown(platform: SmallPlatform, failed: dict[str, Any]) -> None:
    context = platform.context_of(failed["id"])
    names = ("whatsapp_token", "whatsapp_app_secret", "database_root_password", "session_key")
    shown = str(failed)
    assert not any(value in shown for value in read_credentials(context, names).values())


def test_resumed_it_fails_again_without_making_anything_twice(
    platform: SmallPlatform, failed: dict[str, Any]
) -> None:
    before = everything(platform.docker_client, platform.instance)
    platform.services.operations.resume(failed["id"], OPERATOR)
    again = platform.work()
    assert (again["state"], again["error"]["code"]) == ("failed", failed["error"]["code"])
    assert everything(platform.docker_client, platform.instance) == before


def test_taken_back_nothing_of_it_is_left(platform: SmallPlatform, failed: dict[str, Any]) -> None:
    context = platform.context_of(failed["id"])
    _leave_a_job_behind(platform, failed)
    platform.services.operations.undo(failed["id"], OPERATOR)
    undone = platform.work()
    assert undone["state"] == "undone", undone["error"]
    assert (
        everything(platform.docker_client, platform.instance, f"guiche.tenant={context.tenant_id}") == set()
    )
    assert "sorry.localhost" not in context.adapters.allow_list.known()
    inventory = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
    assert not [thing for thing in inventory.unexpected if thing.slug == "sorry"]
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug="sorry").one()
        assert not any(hostname.is_attached for hostname in tenant.hostnames)


def _leave_a_job_behind(platform: SmallPlatform, failed: dict[str, Any]) -> None:
    """As a runner does that is killed while a job runs."""

    class Killed(BaseException):
        pass

    def killed(seconds: float) -> None:
        if seconds > 1:
            raise Killed

    context = platform.context_of(failed["id"])
    tenant = load_tenant(context)
    secret = platform.adapters.secrets.all_of(tenant.id)[0]
    job = Job(
        name=tenant.names.job("left"),
        image=platform.adapters.images.pin(tenant.configuration["images"]["appliance"]),
        command=["sleep", "600"],
        user="10001:10001",
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        secrets=[secret],
    )
    jobs = platform.adapters.jobs
    remove, jobs.remove = jobs.remove, lambda _name: None  # type: ignore[method-assign]
    try:
        with pytest.raises(Killed):
            jobs.run(job, killed)
    finally:
        jobs.remove = remove  # type: ignore[method-assign]


def everything(client: docker.DockerClient, instance: str, label: str = "") -> set[str]:
    """Names of every object of this instance, or of one tenant in it."""
    filters = {"label": [f"guiche.instance={instance}", *([label] if label else [])]}
    kinds = ("networks", "volumes", "secrets", "configs", "services")
    return {f"{kind} {each.name}" for kind in kinds for each in getattr(client, kind).list(filters=filters)}
