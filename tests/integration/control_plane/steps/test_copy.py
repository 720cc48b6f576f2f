"""A tenant is made from another's backup on the real engine: the same data, under its own number and keys."""

import json
from typing import Any

import pytest
from requests import Response

from control_plane.actor import Actor
from control_plane.database import transaction
from control_plane.inventory import take_inventory
from control_plane.models import Tenant
from control_plane.operations.steps.tenant_client import Number, TenantClient, inbound_text
from control_plane.services.credentials import Vault
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SOURCE, COPY = "original", "replica"
OPERATOR = Actor("tester")


@pytest.fixture(scope="module")
def backup_id(platform: SmallPlatform) -> str:
    """Of a tenant that a customer has written to."""
    platform.submit(platform.request(SOURCE))
    finished(platform.work())
    write_to(platform, "5511977776666", "Bom dia!")
    platform.services.backups.submit_backup(SOURCE, OPERATOR)
    finished(platform.work())
    return str(platform.services.backups.list_all(SOURCE)[0]["id"])


def write_to(platform: SmallPlatform, wa_id: str, text: str) -> None:
    """Returns once the message can be seen in the inbox."""
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=SOURCE).one()
        app_secret = platform.services.vault.get(session, tenant.id, "whatsapp_app_secret")
    ids = tenant.configuration["whatsapp"]
    _, body = inbound_text(Number(**ids), wa_id, text)
    url = platform.settings.public_url(f"{SOURCE}.localhost")
    assert TenantClient(platform.adapters.tenant_http, url).deliver(body, app_secret) == 200
    platform.until(lambda: conversations(platform, SOURCE, first_login(platform, SOURCE), "") != [])


def first_login(platform: SmallPlatform, slug: str) -> str:
    """A token of the first admin."""
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=slug).one()
        (admin, *_) = json.loads(platform.services.vault.get(session, tenant.id, "first_users"))
    token = sign_in(platform, slug, admin)
    assert token is not None
    return token


def conversations(platform: SmallPlatform, slug: str, token: str, query: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = call(platform, slug, "GET", f"/api/v1/conversations{query}", headers=headers)
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


@pytest.fixture(scope="module")
def copied(platform: SmallPlatform, backup_id: str) -> dict[str, Any]:
    request = platform.request(COPY, from_backup=backup_id)
    platform.services.tenants.submit_create(request, OPERATOR, even_untried=True)
    return finished(platform.work())


def finished(operation: dict[str, Any]) -> dict[str, Any]:
    assert operation["state"] == "succeeded", operation["error"]
    return operation


def call(platform: SmallPlatform, slug: str, method: str, path: str, **options: Any) -> Response:
    host = f"{slug}.localhost:{platform.settings.public_port}"
    return platform.adapters.tenant_http.request(method, host, path, **options)


def sign_in(platform: SmallPlatform, slug: str, login: dict[str, Any]) -> str | None:
    body = {"email": login["email"], "password": login["password"]}
    answer = call(platform, slug, "POST", "/api/v1/auth/login", json=body)
    return str(answer.json()["access_token"]) if answer.status_code == 200 else None


def test_the_copy_has_the_data_and_closed_conversations(
    platform: SmallPlatform, copied: dict[str, Any]
) -> None:
    token = first_login(platform, COPY)
    assert conversations(platform, COPY, token, "?status=open") == []
    (closed,) = conversations(platform, COPY, token, "?status=closed")
    assert closed["contact"]["phone"].endswith("977776666")
    assert conversations(platform, SOURCE, first_login(platform, SOURCE), "?status=closed") == []


def test_the_original_goes_on_as_it_was(platform: SmallPlatform, copied: dict[str, Any]) -> None:
    (old, *_) = platform.services.tenants.reveal_logins(SOURCE, OPERATOR)
    assert sign_in(platform, SOURCE, old) is not None
    assert sign_in(platform, COPY, old) is None  # the copy's people have passwords of their own
    assert call(platform, SOURCE, "GET", "/readyz").status_code == 200


def test_no_secret_is_shared_and_nothing_is_left_over(
    platform: SmallPlatform, copied: dict[str, Any]
) -> None:
    vault = Vault(platform.settings.platform_key)
    with transaction(platform.sessions) as session:
        tenants = session.query(Tenant).filter(Tenant.slug.in_((SOURCE, COPY))).all()
        first, second = (set(vault.values(session, tenant.id)) for tenant in tenants)
    assert not first & second
    inventory = take_inventory(platform.adapters.engine, platform.sessions, platform.settings)
    assert inventory.is_clean, inventory.as_json()
