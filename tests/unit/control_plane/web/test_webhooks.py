import json
from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.envelope import signature


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="77", meta_app_secret="secret")


@pytest.fixture
def arrive(services):
    def send(waba="99", field="account_update"):
        entry = {"id": waba, "changes": [{"field": field, "value": {}}]}
        body = json.dumps({"entry": [entry]}).encode()
        services.app_webhooks.receive(body, signature(body, "secret"))

    return send


def test_what_is_of_nobody_is_shown_and_given_to_a_client(browser, active_tenant, arrive):
    arrive()
    page = browser.get("/webhooks")
    assert "sem cliente" in page
    assert "Entregar ao cliente" in page
    assert browser.post("/webhooks/accounts/99/give", {"tenant": "acme"}).status_code == 303
    assert "a entregar" in browser.get("/webhooks")


def test_a_client_that_does_not_exist_is_said(browser, arrive):
    arrive()
    answer = browser.post("/webhooks/accounts/99/give", {"tenant": "nobody"})
    assert answer.status_code == 404
    assert "Não deu certo" in answer.text


def test_what_was_not_taken_is_delivered_again(browser, active_tenant, arrive, sessions):
    arrive("987654321")
    with transaction(sessions) as session:
        row = session.query(AppWebhook).one()
        row.state, row.error = "dead", "HTTP 413"
        webhook_id = row.id
    assert "Entregar de novo" in browser.get("/webhooks?state=dead&tenant=acme")
    assert browser.post(f"/webhooks/{webhook_id}/retry").status_code == 303
    assert browser.post(f"/webhooks/{webhook_id}/retry").status_code == 409


def test_the_platforms_page_leads_there_where_there_is_an_app(browser, services):
    assert "/webhooks/meta" in browser.get("/webhooks").replace("<wbr>", "")
    assert "Ver o que chegou" in browser.get("/platform")


def test_an_entry_that_names_no_account_can_be_given_to_nobody(browser, arrive):
    arrive("")
    assert "Entregar ao cliente" not in browser.get("/webhooks")
