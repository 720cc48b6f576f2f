"""A client that takes its account back: shown with what it means; an alarm until the checks succeed again."""

import json
from dataclasses import replace

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Tenant
from control_plane.services.alarms import AlarmFilter
from control_plane.services.app_webhooks import WebhookFilter
from control_plane.services.probe_alarms import clear_of_closed, keep_and_warn
from control_plane.services.webhook_upkeep import mind
from control_plane.whatsapp.envelope import signature
from control_plane.whatsapp.seen import Item

SECRET = "the platform's app secret"
WELL = [Item(name, "ok", "ok") for name in ("reach", "token", "number", "subscription")]


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="77", meta_app_secret=SECRET)


@pytest.fixture
def acme(add_tenant):
    whatsapp = {"phone_number_id": "1001", "waba_id": "10"}
    return add_tenant("acme", configuration={"whatsapp": whatsapp, "fila_ia": {}, "users": []}).id


@pytest.fixture
def receive(services):
    """An account_update; the entry's own id is the business portfolio's."""

    def send(event, waba_id="10", at=1):
        info = {"waba_info": {"waba_id": waba_id, "owner_business_id": "5"}}
        change = {"field": "account_update", "value": {"event": event, **info}}
        entries = [{"id": "555", "time": at, "changes": [change]}]
        body = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
        services.app_webhooks.receive(body, signature(body, SECRET))

    return send


@pytest.fixture
def alarms(services):
    def codes():
        return [(alarm["code"], alarm["tenant"]) for alarm in services.alarms.list_all(AlarmFilter())]

    return codes


@pytest.fixture
def look(sessions, acme):
    def see(items):
        with transaction(sessions) as session:
            keep_and_warn(session, acme, items, utc_now())

    return see


@pytest.mark.parametrize("event", ["PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_DELETED"])
def test_what_ends_a_connection_is_an_alarm_of_the_account_s_tenant(acme, receive, alarms, services, event):
    receive(event)
    assert alarms() == [("whatsapp_disconnected", "acme")]
    (alarm,) = services.alarms.list_all(language="pt-BR")
    assert alarm["reason"].startswith("ACME ficou sem WhatsApp: ")
    assert "guiche whatsapp connect acme" in alarm["next"]


@pytest.mark.parametrize("event", ["PARTNER_ADDED", "PARTNER_APP_INSTALLED", "SOMETHING_NEW"])
def test_anything_else_is_only_shown(acme, receive, alarms, services, event):
    receive(event)
    assert alarms() == []
    (row,) = services.app_webhooks.list_all(WebhookFilter(), language="pt-BR")
    assert (row["tenant"], row["waba_id"], row["event"]) == ("acme", "10", event)
    assert bool(row["means"]) is (event != "SOMETHING_NEW")


def test_it_clears_when_the_checks_succeed_again(acme, receive, alarms, look):
    receive("PARTNER_REMOVED")
    look([Item("reach", "ok", "ok"), Item("token", "error", "token_refused", {"said": ""})])
    assert ("whatsapp_disconnected", "acme") in alarms()
    look(WELL)
    assert alarms() == []


def test_what_was_well_before_clears_nothing(acme, receive, alarms, look):
    look(WELL)
    receive("PARTNER_REMOVED")
    look([Item("reach", "ok", "ok")])
    assert alarms() == [("whatsapp_disconnected", "acme")]


def test_the_same_delivered_again_after_that_raises_nothing(acme, receive, alarms, look):
    receive("PARTNER_REMOVED")
    look(WELL)
    receive("PARTNER_REMOVED")
    assert alarms() == []
    receive("PARTNER_REMOVED", at=2)
    assert alarms() == [("whatsapp_disconnected", "acme")]


def test_a_closed_tenant_has_none(acme, receive, alarms, sessions):
    receive("PARTNER_REMOVED")
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "archived"
        clear_of_closed(session)
    assert alarms() == []


def test_an_account_that_comes_or_goes_before_it_is_a_client_s_is_no_alarm(receive, alarms, sessions):
    receive("PARTNER_ADDED", waba_id="20")
    with transaction(sessions) as session:
        mind(session, utc_now(), 30)
    assert alarms() == []


def test_what_came_before_the_tenant_did_says_nothing_of_now(receive, alarms, sessions, add_tenant):
    receive("PARTNER_REMOVED", waba_id="20")
    whatsapp = {"phone_number_id": "2001", "waba_id": "20"}
    add_tenant("gama", configuration={"whatsapp": whatsapp, "fila_ia": {}, "users": []})
    with transaction(sessions) as session:
        mind(session, utc_now(), 30)
    assert alarms() == []
