"""Nothing changes before new credentials were tried: at creation, at a change, when a creation is resumed."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Operation, Tenant
from control_plane.services.corrections import Correction
from control_plane.services.planning import Rehearsed
from control_plane.services.tenant_change import TenantChange
from control_plane.services.trials import trier
from tests.unit.control_plane.meta import TOKEN


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def try_out(settings):
    return trier(settings)


@pytest.fixture
def wanted(settings, tenant_request):
    return tenant_request(fila_ia_url=settings.fila_ia_url)


@pytest.fixture
def acme(services, sessions, wanted, actor):
    """A created tenant's creation, ended."""
    operation, tenant, _ = services.tenants.submit_create(wanted, actor)
    with transaction(sessions) as session:
        session.get_one(Tenant, tenant["id"]).lifecycle = "active"
    return operation["id"]


def is_empty(sessions):
    with transaction(sessions) as session:
        return session.query(Tenant).count() == 0


def with_token(request, token):
    return replace(request, whatsapp=replace(request.whatsapp, token=token))


def test_a_wrong_token_makes_no_tenant(services, sessions, wanted, actor):
    with pytest.raises(InvalidInput) as refused:
        services.tenants.submit_create(with_token(wanted, "wrong"), actor)
    assert refused.value.code == "connections_refused"
    assert "Meta does not accept the token." in refused.value.details["fields"]["whatsapp.token"]
    assert is_empty(sessions)


def test_a_rehearsal_tries_too(services, wanted, actor):
    rehearsing = replace(actor, is_rehearsing=True)
    with pytest.raises(InvalidInput):
        services.tenants.submit_create(with_token(wanted, "wrong"), rehearsing)
    with pytest.raises(Rehearsed):
        services.tenants.submit_create(wanted, rehearsing)


def test_silence_is_told_and_can_be_borne(services, sessions, wanted, actor):
    silent = replace(wanted, fila_ia_url="http://127.0.0.1:9")
    with pytest.raises(Conflict, match="FILA-IA did not answer") as refused:
        services.tenants.submit_create(silent, actor)
    assert (refused.value.code, refused.value.details) == ("connections_untried", {"untold": ["fila_ia"]})
    assert is_empty(sessions)
    _, _, is_new = services.tenants.submit_create(silent, actor, even_untried=True)
    assert is_new


def test_a_wrong_token_is_refused_even_when_silence_is_borne(services, wanted, actor):
    with pytest.raises(InvalidInput):
        services.tenants.submit_create(with_token(wanted, "wrong"), actor, even_untried=True)


def test_the_same_key_again_asks_nobody(services, wanted, actor, meta):
    first, _, _ = services.tenants.submit_create(wanted, actor, "k")
    meta.register(token="another")
    again, _, is_new = services.tenants.submit_create(wanted, actor, "k")
    assert (again["id"], is_new) == (first["id"], False)


def test_a_wrong_token_never_replaces_one_that_works(services, acme, actor):
    wrong = TenantChange({}, {"whatsapp.token": "wrong"})
    for ask in (
        lambda: services.changes.preview("acme", wrong),
        lambda: services.changes.submit("acme", wrong, actor),
    ):
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert list(refused.value.details["fields"]) == ["whatsapp.token"]
    assert services.history.list_all()[0]["kind"] == "create_tenant"


def test_only_what_changes_is_tried(services, acme, actor, meta):
    meta.register(token="another")  # the tenant's own is void by now
    preview = services.changes.preview("acme", TenantChange({"name": "Nova"}))
    assert preview["untold"] == []
    operation, _ = services.changes.submit("acme", TenantChange({}, {"whatsapp.token": "another"}), actor)
    assert operation["steps"][0]["name"] == "try_connections"


def test_a_change_that_was_not_tried_says_so_to_its_step(services, sessions, acme, actor):
    change = TenantChange({"fila_ia.url": "http://127.0.0.1:9"})
    assert services.changes.preview("acme", change)["untold"] == ["fila_ia"]
    with pytest.raises(Conflict, match="untried"):
        services.changes.submit("acme", change, actor)
    operation, _ = services.changes.submit("acme", change, actor, even_untried=True)
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs["even_untried"] is True


def test_what_is_taken_back_is_tried_too(services, sessions, acme, actor, meta):
    meta.register(token="another")
    operation, _ = services.changes.submit("acme", TenantChange({}, {"whatsapp.token": "another"}), actor)
    with transaction(sessions) as session:
        row = session.get_one(Operation, operation["id"])
        row.results, row.state = {"secret_versions": {"whatsapp.token": 1}}, "succeeded"
        services.vault.put(session, row.tenant_id, "whatsapp_token", "another")
    with pytest.raises(InvalidInput, match="does not accept the token"):
        services.changes.submit_revert(operation["id"], actor)


def test_a_creation_is_resumed_with_what_works_alone(services, sessions, acme, actor, meta):
    with transaction(sessions) as session:
        operation = session.get_one(Operation, acme)
        operation.state, operation.tenant.lifecycle = "failed", "failed"
        tenant_id = operation.tenant_id
    with pytest.raises(InvalidInput, match="does not accept the token"):
        services.corrections.resume(acme, Correction(token="wrong"), actor)
    with transaction(sessions) as session:
        assert services.vault.get(session, tenant_id, "whatsapp_token") == TOKEN
    meta.register(token="another")
    assert services.corrections.resume(acme, Correction(token="another"), actor)["state"] == "queued"
