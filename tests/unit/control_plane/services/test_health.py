from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.health_models import TenantProbe
from control_plane.models import Tenant
from control_plane.services.probes import keep
from control_plane.whatsapp.seen import Item
from tests.unit.control_plane.meta import NUMBER

CALLBACK = "http://acme.localhost:8080/webhooks/whatsapp"


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def acme(services, sessions, tenant_request, actor, meta):
    services.tenants.submit_create(tenant_request(fila_ia_url=meta.fila_ia_url), actor)
    with transaction(sessions) as session:
        tenant = session.query(Tenant).filter_by(slug="acme").one()
        tenant.lifecycle = "active"
        return tenant.id


def lines(shown):
    return {item["name"]: item["code"] for item in shown["items"]}


def test_nothing_is_known_before_the_first_look(services, acme):
    assert services.health.show("acme") == {
        "tenant": "acme",
        "state": "unknown",
        "checked_at": None,
        "items": [],
    }


def test_a_connected_tenant_is_well_and_that_is_kept(services, acme, meta, actor):
    meta.connect()
    shown = services.health.probe("acme", actor)
    assert shown["state"] == "ok"
    assert lines(shown)["fila_ia"] == "ok"
    assert services.health.show("acme") == shown


def test_what_is_amiss_says_since_when(services, sessions, acme, meta, actor):
    meta.connect()
    services.health.probe("acme", actor)
    with transaction(sessions) as session:
        for row in session.query(TenantProbe):
            row.since = row.checked_at = utc_now() - timedelta(days=2)
    meta.change(quality_rating="YELLOW")
    since = {item["name"]: item["since"] for item in services.health.probe("acme", actor)["items"]}
    assert since["quality"] > since["token"]


def test_what_meta_did_not_tell_stays_as_it_was_known(services, sessions, acme):
    now = utc_now()
    with transaction(sessions) as session:
        keep(session, acme, [Item("quality", "warning", "yellow")], now - timedelta(hours=1))
        rows = keep(session, acme, [Item("quality", "unknown", "not_told")], now)
    assert [(row.code, row.checked_at) for row in rows] == [("yellow", now - timedelta(hours=1))]


def test_mending_subscribes_and_points_the_number_here(services, sessions, acme, meta, actor):
    shown = services.health.mend("acme", "", actor)
    assert shown["done"] == ["subscribed", "callback_set"]
    assert shown["state"] == "ok"
    assert meta.tenant.handshakes[0].startswith(CALLBACK)
    actions = [entry["action"] for entry in services.audit.list_all(limit=5)]
    assert "whatsapp_mended" in actions


def test_mending_what_is_well_changes_nothing(services, acme, meta, actor):
    meta.connect()
    handshakes = len(meta.tenant.handshakes)
    assert services.health.mend("acme", "", actor)["done"] == []
    assert len(meta.tenant.handshakes) == handshakes


def test_a_number_is_registered_with_its_pin(services, acme, meta, actor):
    meta.connect()
    meta.change(is_registered=False)
    assert services.health.mend("acme", "", actor)["done"] == []
    shown = services.health.mend("acme", "123456", actor)
    assert shown["done"] == ["registered"]
    assert lines(shown)["registration"] == "connected"
    assert "123456" not in str(services.audit.list_all(limit=9))


def test_a_wrong_pin_is_said_in_metas_words_and_what_was_done_stays_noted(services, acme, meta, actor):
    meta.graph("POST", f"{NUMBER}/register", {"messaging_product": "whatsapp", "pin": "111111"})
    meta.change(is_registered=False)
    with pytest.raises(Conflict) as refused:
        services.health.mend("acme", "222222", actor)
    assert refused.value.code == "meta_refused"
    assert "PIN" in refused.value.message


def test_what_was_done_before_a_refusal_is_in_the_trail(services, acme, meta, actor):
    meta.tenant.handshake_status = 500
    with pytest.raises(Conflict):
        services.health.mend("acme", "", actor)
    entry = next(each for each in services.audit.list_all(limit=5) if each["action"] == "whatsapp_mended")
    assert entry["details"]["done"] == ["subscribed"]


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_pin_asks_nobody(services, acme, actor, pin):
    with pytest.raises(InvalidInput):
        services.health.mend("acme", pin, actor)


def test_a_test_message_leaves_from_the_tenants_number(services, acme, meta, actor):
    sent = services.health.send_test("acme", "+5511987650001", "", "", actor)
    assert sent["message_id"].startswith("wamid.")
    assert [each["direction"] for each in meta.sent()] == ["outbound"]


def test_a_template_that_does_not_exist_is_refused_in_metas_words(services, acme, actor):
    with pytest.raises(Conflict) as refused:
        services.health.send_test("acme", "5511987650001", "hello_world", "en_US", actor)
    assert refused.value.details["meta_code"] == 132001


@pytest.mark.parametrize("to", ["", "abc", "12"])
def test_a_test_message_needs_a_number(services, acme, actor, to):
    with pytest.raises(InvalidInput):
        services.health.send_test("acme", to, "", "", actor)


def test_a_closed_tenant_is_not_tried(services, sessions, acme, actor):
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
    with pytest.raises(Conflict) as refused:
        services.health.probe("acme", actor)
    assert refused.value.code == "tenant_closed_or_gone"


def test_a_number_whose_creation_failed_for_want_of_it_is_registered(services, sessions, acme, meta, actor):
    meta.change(is_registered=False)
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "failed"
    assert "registered" in services.health.mend("acme", "123456", actor)["done"]


def test_nobody_of_that_name(services, actor):
    with pytest.raises(NotFound):
        services.health.show("nobody")
