"""A tenant is changed on the real engine while somebody keeps asking it, and changed back."""

import secrets
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from requests import Response

from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.inventory import take_inventory
from control_plane.models import Tenant
from control_plane.services.tenant_change import TenantChange
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SLUG = "shifting"
OPERATOR = Actor("tester")
OWN = "chat.shifting.example"


@pytest.fixture(scope="module")
def stack(platform: SmallPlatform) -> str:
    """A tenant that works; its stack's name."""
    platform.submit(platform.request(SLUG))
    finished(platform.work())
    return f"{platform.instance}-t-{SLUG}"


def finished(operation: dict[str, Any]) -> dict[str, Any]:
    assert operation["state"] == "succeeded", operation["error"]
    return operation


def ask(platform: SmallPlatform, host: str, path: str) -> Response:
    return platform.adapters.tenant_http.request("GET", f"{host}:{platform.settings.public_port}", path)


@pytest.fixture
def failures(platform: SmallPlatform, stack: str) -> Iterator[list[str]]:
    """What somebody who asks the whole time was not given."""
    failed: list[str] = []
    stop = Event()

    def keep_asking() -> None:
        while not stop.wait(0.05):
            try:
                answer = ask(platform, f"{SLUG}.localhost", "/healthz")
            except RetryLater as error:
                failed.append(error.message)
            else:
                if answer.status_code != 200:
                    failed.append(f"{answer.status_code}")

    thread = Thread(target=keep_asking)
    thread.start()
    yield failed
    stop.set()
    thread.join()


def new_token(platform: SmallPlatform) -> str:
    """Meta gives the number's owner another one: the sandbox takes it, and no longer the old one."""
    token = secrets.token_urlsafe(24)
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=SLUG).one()
        app_secret = platform.services.vault.get(session, tenant.id, "whatsapp_app_secret")
    whatsapp = tenant.configuration["whatsapp"]
    platform.sandbox_call(
        "/sandbox/numbers", {**whatsapp, "token": token, "app_secret": app_secret, "name": SLUG}
    )
    return token


def test_name_address_and_token_change_and_nobody_is_turned_away(
    platform: SmallPlatform, stack: str, failures: list[str]
) -> None:
    change = TenantChange({"name": "Outro Nome", "hostnames": [OWN]}, {"whatsapp.token": new_token(platform)})
    platform.services.changes.submit(SLUG, change, OPERATOR, even_untried=True)
    ended = finished(platform.work())
    worked = {step["name"] for step in ended["steps"] if step["state"] != "skipped"}
    assert worked >= {"apply_change", "create_secrets", "deploy_stack", "attach_edge", "connect_whatsapp"}
    assert ask(platform, OWN, "/readyz").status_code == 200
    assert platform.services.tenants.show(SLUG)["name"] == "Outro Nome"
    assert failures == []
    names = [
        secret.name
        for secret in platform.docker_client.secrets.list(filters={"name": f"{stack}-whatsapp_token"})
    ]
    assert len(names) == 1  # the old one is gone
    assert take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean


def test_taken_back_the_address_is_shut(
    platform: SmallPlatform, stack: str, last_change: Callable[[], str]
) -> None:
    platform.services.changes.submit_revert(last_change(), OPERATOR, even_untried=True)
    ended = platform.work()
    assert ended["error"] is not None  # the token that was given back is no longer Meta's
    assert ended["error"]["code"] == "whatsapp_token"
    assert ask(platform, OWN, "/").status_code == 404
    assert ask(platform, f"{SLUG}.localhost", "/readyz").status_code == 200


@pytest.fixture
def last_change(platform: SmallPlatform) -> Callable[[], str]:
    def find() -> str:
        return next(
            str(each["id"]) for each in platform.services.history.list_all() if each["kind"] == "change"
        )

    return find
