"""A tenant goes down the whole ladder and up again on the real engine, and at last is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from requests import Response

from control_plane.actor import Actor
from control_plane.database import transaction, utc_now
from control_plane.inventory import take_inventory
from control_plane.models import Backup, Credential, Operation, Tenant
from control_plane.services.certificates import is_genuine
from control_plane.services.lifecycle import TakingDown
from control_plane.usage_models import TenantUsage
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SLUG = "ladder"
OPERATOR = Actor("tester")
Ask = Callable[..., Response]


@pytest.fixture(scope="module")
def stack(platform: SmallPlatform) -> str:
    """A tenant that works; its stack's name."""
    platform.submit(platform.request(SLUG))
    finished(platform.work())
    return f"{platform.instance}-t-{SLUG}"


@pytest.fixture
def ask(platform: SmallPlatform, stack: str) -> Ask:
    host = f"{SLUG}.localhost:{platform.settings.public_port}"

    def request(path: str, method: str = "GET") -> Response:
        return platform.adapters.tenant_http.request(method, host, path)

    return request


def finished(operation: dict[str, Any]) -> set[str]:
    """The steps that had something to do."""
    assert operation["state"] == "succeeded", operation["error"]
    return {step["name"] for step in operation["steps"] if step["state"] != "skipped"}


def lifecycle(platform: SmallPlatform) -> str:
    return str(platform.services.tenants.show(SLUG)["lifecycle"])


def things(platform: SmallPlatform, stack: str) -> dict[str, int]:
    """How many of each kind the engine has of this tenant."""
    client = platform.docker_client
    label = {"label": f"guiche.slug={SLUG}"}
    return {
        "services": len(client.services.list(filters={"name": f"{stack}_"})),
        "containers": len(client.containers.list(all=True, filters=label)),
        "networks": len(client.networks.list(filters=label)),
        "secrets": len(client.secrets.list(filters=label)),
        "volumes": len(client.volumes.list(filters=label)),
    }


def is_clean(platform: SmallPlatform) -> bool:
    return take_inventory(platform.adapters.engine, platform.sessions, platform.settings).is_clean


def test_suspended_it_shows_a_page_and_runs_nothing(platform: SmallPlatform, stack: str, ask: Ask) -> None:
    platform.services.lifecycle.suspend(SLUG, "Fatura em aberto", OPERATOR)
    finished(platform.work())
    assert lifecycle(platform) == "suspended"
    page = ask("/any/page")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "3600")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Atendimento suspenso" in page.text
    assert "LADDER $Ltda" in page.text
    webhook = ask("/webhooks/whatsapp", "POST")
    assert (webhook.status_code, webhook.headers["Retry-After"], webhook.text) == (503, "3600", "")
    found = things(platform, stack)
    assert (found["services"], found["containers"], found["volumes"]) == (0, 0, 4)
    assert is_clean(platform)


def test_what_it_used_until_then_is_known(platform: SmallPlatform, stack: str) -> None:
    with transaction(platform.sessions) as session:
        days = session.query(TenantUsage).join(Tenant).filter(Tenant.slug == SLUG).all()
    assert {(day.is_partial, day.figures["users"]) for day in days} == {(True, 2)}


def test_what_would_reopen_it_is_put_right(platform: SmallPlatform, stack: str, ask: Ask) -> None:
    page = platform.settings.edge_hosts_dir / ".closed" / f"{SLUG}.localhost"
    page.unlink()
    reconciler = platform.reconciler()
    assert reconciler.reconcile()["pages_changed"] == [f"{SLUG}.localhost"]
    assert "Atendimento suspenso" in ask("/").text


def test_resumed_it_is_as_it_was(platform: SmallPlatform, stack: str, ask: Ask) -> None:
    platform.services.lifecycle.resume(SLUG, OPERATOR)
    worked = finished(platform.work())
    assert not worked & {"check_volumes", "prepare_database", "migrate_database", "connect_whatsapp"}
    assert lifecycle(platform) == "active"
    assert ask("/readyz").status_code == 200
    assert platform.reconciler().reconcile()["pages_changed"] == []
    assert is_clean(platform)


def test_archived_only_its_data_is_left_and_has_been_restored_for_practice(
    platform: SmallPlatform, stack: str, ask: Ask
) -> None:
    platform.services.lifecycle.archive(SLUG, TakingDown(days=30), OPERATOR)
    finished(platform.work())
    assert lifecycle(platform) == "archived"
    assert "Atendimento encerrado" in ask("/").text
    assert things(platform, stack) == {
        "services": 0,
        "containers": 0,
        "networks": 0,
        "secrets": 0,
        "volumes": 4,
    }
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=SLUG).one()
        assert tenant.purge_at is not None
        assert 29 <= (tenant.purge_at - utc_now()).days <= 30
        archiving = session.query(Operation).filter_by(tenant_id=tenant.id, kind="archive").one()
        finals = session.query(Backup).filter_by(tenant_id=tenant.id, trigger="final").count()
    assert finals == 2  # that of the suspension counted no more once the tenant had come back
    assert archiving.results["practice"]
    number = platform.request_number(SLUG)
    assert number["webhook_configuration"].get("phone_number") is None
    assert is_clean(platform)


def test_brought_back_from_the_archive_it_hears_again(platform: SmallPlatform, stack: str, ask: Ask) -> None:
    platform.services.lifecycle.resume(SLUG, OPERATOR)
    worked = finished(platform.work())
    assert worked >= {"create_networks", "create_secrets", "deploy_stack", "attach_edge", "connect_whatsapp"}
    assert not worked & {"prepare_database", "migrate_database"}
    assert lifecycle(platform) == "active"
    assert ask("/readyz").status_code == 200
    assert "phone_number" in platform.request_number(SLUG)["webhook_configuration"]
    assert is_clean(platform)


def test_deleted_and_purged_nothing_is_left_but_a_certificate(
    platform: SmallPlatform, stack: str, ask: Ask
) -> None:
    platform.services.lifecycle.delete(SLUG, SLUG, TakingDown(days=0, at_once=True), OPERATOR)
    finished(platform.work())
    assert lifecycle(platform) == "condemned"
    (purge,) = platform.services.purges.submit_due(utc_now())
    assert platform.services.purges.submit_due(utc_now()) == []
    ended = platform.work()
    finished(ended)
    assert ended["id"] == purge
    assert lifecycle(platform) == "deleted"
    assert things(platform, stack) == dict.fromkeys(things(platform, stack), 0)
    assert ask("/").status_code == 404
    with transaction(platform.sessions) as session:
        tenant = session.query(Tenant).filter_by(slug=SLUG).one()
        assert session.query(Credential).filter_by(tenant_id=tenant.id).count() == 0
        assert tenant.configuration["users"] == []
    certificate = platform.services.lifecycle.certificate(SLUG)
    assert is_genuine(certificate, platform.settings.platform_key)
    assert len(certificate["removed"]["volumes"]) == 4
    assert "backup_password" in certificate["removed"]["keys"]
    assert is_clean(platform)
