import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.history import HistoryFilter


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    _, tenant, _ = services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = "active"
        services.vault.generate(session, tenant["id"], "redis_password", 32)
        return services.vault.values(session, tenant["id"])


def rotations(services):
    return services.history.list_all(HistoryFilter(kind="rotate"))


def test_the_list_has_no_value(signed_in, acme):
    shown = signed_in("secret", "list", "acme")
    assert shown.code == 0
    assert "redis_password" in shown.out
    assert not any(value in shown.out for value in acme)
    assert signed_in("secret", "list", "acme", "--json").json["data"][0]["version"] == 1


def test_named_ones_are_rotated(signed_in, acme, services):
    assert signed_in("secret", "rotate", "acme", "redis_password", "--no-wait").code == 0
    assert len(rotations(services)) == 1


def test_without_names_all_that_we_make(signed_in, acme, services):
    assert signed_in("secret", "rotate", "acme", "--no-wait").code == 0
    assert len(rotations(services)) == 1


def test_a_rehearsal_shows_the_plan_and_keeps_nothing(signed_in, acme, services):
    shown = signed_in("secret", "rotate", "acme", "redis_password", "--dry-run")
    assert shown.code == 0
    assert "redis_password" in shown.out
    assert rotations(services) == []


@pytest.mark.parametrize("name", ["whatsapp_token", "colour"])
def test_what_cannot_be_rotated_is_one_red_line(signed_in, acme, services, name):
    refused = signed_in("secret", "rotate", "acme", name, "--no-wait")
    assert refused.code == 2
    assert name in refused.err
    assert rotations(services) == []
