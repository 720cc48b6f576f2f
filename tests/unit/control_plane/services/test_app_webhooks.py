import json
from dataclasses import replace
from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from control_plane.models import Tenant
from control_plane.services.app_webhooks import WebhookFilter
from control_plane.services.webhook_upkeep import mind
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.closed_numbers import CLOSED_NUMBER, closed_number
from control_plane.whatsapp.envelope import signature

SECRET = "the platform's app secret"
EVERYTHING = WebhookFilter()


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="77", meta_app_secret=SECRET)


@pytest.fixture
def tenants(add_tenant):
    """acme and beta share account 10, gama has 20."""

    def make(*names):
        accounts = {"acme": ("1001", "10"), "beta": ("1002", "10"), "gama": ("2001", "20")}
        for name in names:
            number, waba = accounts[name]
            whatsapp = {"phone_number_id": number, "waba_id": waba}
            add_tenant(name, configuration={"whatsapp": whatsapp, "fila_ia": {}, "users": []})

    return make


def change(number=None, field="message_template_status_update", **value):
    metadata = {"metadata": {"phone_number_id": number}} if number else {}
    return {"field": field, "value": {**metadata, **value}}


@pytest.fixture
def receive(services):
    def send(*entries, secret=SECRET):
        body = json.dumps({"object": "whatsapp_business_account", "entry": list(entries)}).encode()
        services.app_webhooks.receive(body, signature(body, secret))

    return send


@pytest.fixture
def stored(services):
    """(account, tenant, state, about) of each, the oldest first."""

    def read():
        rows = reversed(services.app_webhooks.list_all(EVERYTHING))
        return [(row["waba_id"], row["tenant"], row["state"], row["about"]) for row in rows]

    return read


TEMPLATE = "message_template_status_update"


def test_each_entry_waits_for_the_tenant_of_its_account(tenants, receive, stored):
    tenants("acme", "gama")
    receive({"id": "20", "changes": [change()]}, {"id": "10", "changes": [change()]})
    assert stored() == [("20", "gama", "waiting", TEMPLATE), ("10", "acme", "waiting", TEMPLATE)]


def test_what_comes_again_is_stored_once(tenants, receive, stored):
    tenants("acme")
    for _ in range(3):
        receive({"id": "10", "changes": [change(event="APPROVED")]})
    receive({"id": "10", "changes": [change(event="PAUSED")]})
    assert len(stored()) == 2


def test_of_an_account_that_two_share_both_get_its_affairs_and_each_its_own_messages(
    tenants, receive, sessions
):
    tenants("acme", "beta")
    receive({"id": "10", "changes": [change(), change("1001", "messages"), change("1002", "messages")]})
    with transaction(sessions) as session:
        rows = session.query(AppWebhook, Tenant.slug).join(Tenant, Tenant.id == AppWebhook.tenant_id).all()
        content = {slug: row.entry.decode() for row, slug in rows}
    assert "1002" not in content["acme"]
    assert "1001" not in content["beta"]
    assert all(TEMPLATE in each for each in content.values())


def test_what_nobody_has_is_kept_and_a_strange_number_of_a_known_account_too(tenants, receive, stored):
    tenants("acme")
    receive({"id": "99", "changes": [change()]}, {"id": "10", "changes": [change("5555", "messages")]})
    assert stored() == [("99", None, "unknown", TEMPLATE), ("10", None, "unknown", "messages")]


def test_a_tenant_that_comes_later_gets_what_came_before_it_in_order(tenants, receive, stored):
    receive({"id": "20", "changes": [change(event="first")]})
    tenants("gama")
    receive({"id": "20", "changes": [change(event="second", field="account_update")]})
    assert stored() == [("20", "gama", "waiting", TEMPLATE), ("20", "gama", "waiting", "account_update")]


def test_a_deleted_tenant_gets_nothing(tenants, receive, stored, sessions):
    tenants("gama")
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "deleted"
    receive({"id": "20", "changes": [change()]})
    assert stored()[0][1:3] == (None, "unknown")


def test_of_a_client_deleted_for_good_only_that_something_came_is_kept(
    tenants, receive, services, sessions, actor
):
    tenants("acme")
    with transaction(sessions) as session:
        row = session.query(Tenant).one()
        row.lifecycle = "deleted"
        row.configuration = {CLOSED_NUMBER: closed_number("1001"), "whatsapp": {"phone_number_id": ""}}
    for words in ("Oi", "Sou a Marina"):
        said = [change("1001", "messages", text=words), change("5555", "messages"), change()]
        receive({"id": "10", "changes": said})
    with transaction(sessions) as session:
        rows = session.query(AppWebhook).order_by(AppWebhook.id).all()
        assert [(row.fields, row.entry is None) for row in rows] == [
            (f"{TEMPLATE}, messages", False),
            ("messages", True),
        ]
        assert not any(b"Marina" in (row.entry or b"") or b"1001" in (row.entry or b"") for row in rows)
    tenants("beta")
    assert services.app_webhooks.give("10", "beta", actor)["given"] == 1


def test_what_is_of_nobody_is_given_to_a_tenant_by_hand(tenants, receive, stored, services, actor):
    tenants("acme")
    receive({"id": "99", "changes": [change(event="a")]}, {"id": "99", "changes": [change(event="b")]})
    assert services.app_webhooks.give("99", "acme", actor)["given"] == 2
    assert {row[1:3] for row in stored()} == {("acme", "waiting")}
    receive({"id": "99", "changes": [change(event="a")]})
    assert len(stored()) == 2  # known, though it is another's now
    assert services.audit.list_all(limit=1)[0]["action"] == "webhooks_given"


def test_nothing_to_give_and_nobody_to_give_it_to(tenants, receive, services, sessions, actor):
    tenants("acme")
    with pytest.raises(NotFound):
        services.app_webhooks.give("99", "acme", actor)
    receive({"id": "99", "changes": [change()]})
    with pytest.raises(NotFound):
        services.app_webhooks.give("99", "nobody", actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "deleted"
    with pytest.raises(Conflict):
        services.app_webhooks.give("99", "acme", actor)


def test_what_the_app_did_not_sign_is_refused(receive, stored):
    with pytest.raises(NotAuthenticated):
        receive({"id": "10", "changes": [change()]}, secret="another")
    assert stored() == []


def test_the_handshake_wants_the_platforms_own_token(services):
    token = services.app_webhooks.callback()["verify_token"]
    services.app_webhooks.check_handshake("subscribe", token)
    for mode, given in (("subscribe", "guess"), ("subscribe", "é"), ("unsubscribe", token)):
        with pytest.raises(NotAllowed):
            services.app_webhooks.check_handshake(mode, given)


def test_the_address_for_metas_dashboard(services):
    found = services.app_webhooks.callback()
    assert found["url"] == "http://panel.localhost:8080/webhooks/meta"
    assert found["app_id"] == "77"


def test_only_what_is_dead_is_tried_again(tenants, receive, services, sessions, actor):
    tenants("acme")
    receive({"id": "10", "changes": [change()]})
    webhook_id = services.app_webhooks.list_all(EVERYTHING)[0]["id"]
    with pytest.raises(Conflict):
        services.app_webhooks.retry(webhook_id, actor)
    with transaction(sessions) as session:
        session.query(AppWebhook).one().state = "dead"
    assert services.app_webhooks.retry(webhook_id, actor)["state"] == "waiting"
    with pytest.raises(NotFound):
        services.app_webhooks.retry(webhook_id + 1, actor)


def test_what_is_old_is_forgotten_but_never_what_still_waits(tenants, receive, stored, sessions):
    tenants("acme")
    receive({"id": "10", "changes": [change()]}, {"id": "99", "changes": [change()]})
    with transaction(sessions) as session:
        mind(session, utc_now() + timedelta(days=31), keep_days=30)
    assert [row[2] for row in stored()] == ["waiting"]


def test_what_is_stuck_is_an_alarm_until_it_is_not(tenants, receive, services, sessions, actor):
    def open_alarms():
        with transaction(sessions) as session:
            mind(session, utc_now(), keep_days=30)
        return {(alarm["code"], alarm["subject"], alarm["tenant"]) for alarm in services.alarms.list_all()}

    tenants("acme")
    receive({"id": "99", "changes": [change()]})
    assert open_alarms() == {("webhooks_unknown", "99", None)}
    services.app_webhooks.give("99", "acme", actor)
    assert open_alarms() == set()
    with transaction(sessions) as session:
        session.query(AppWebhook).one().state = "dead"
    assert open_alarms() == {("webhooks_not_taken", "", "acme")}
    assert "guiche webhook list --tenant acme" in services.alarms.list_all()[0]["next"]
    services.app_webhooks.retry(services.app_webhooks.list_all(EVERYTHING)[0]["id"], actor)
    assert open_alarms() == set()
