"""Credentials that are refused stand at their field, in the reader's language; silence is borne by a tick."""

import pytest

from control_plane.database import transaction
from control_plane.models import Operation, Tenant
from control_plane.services.tenant_change import TenantChange
from control_plane.whatsapp.trying import Verdict
from tests.unit.control_plane.web.test_new_tenant import FORM

REFUSED = (
    "The token lacks: whatsapp_business_messaging. Meta's Business settings → System users → Generate token:"
    " tick whatsapp_business_messaging and whatsapp_business_management."
)
TICK = 'name="even_untried"'


@pytest.fixture
def verdicts():
    """The next answers; afterwards all is taken."""
    return []


@pytest.fixture
def try_out(verdicts):
    return lambda _connections: verdicts.pop(0) if verdicts else Verdict({}, ())


@pytest.fixture
def change(browser, create, sessions):
    create()
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "active"

    def send(**more):
        shown = {"name": "ACME", "locale": "pt-BR", "timezone": "America/Sao_Paulo", "plan": "standard"}
        return browser.post(
            "/tenants/acme/change",
            {
                **shown,
                "whatsapp.phone_number_id": "123456789",
                "whatsapp.waba_id": "987654321",
                "fila_ia.url": "http://fila.example",
                "hostnames": "",
                "whatsapp.token": "another",
                "smoke_phone": "",
                **more,
            },
        )

    return send


def test_a_refused_token_stands_at_its_field_in_portuguese(browser, verdicts):
    verdicts.append(Verdict({"whatsapp.token": REFUSED}, ()))
    response = browser.post("/tenants/new", FORM)
    assert response.status_code == 422
    assert 'id="whatsapp.token-problem">Falta ao token: whatsapp_business_messaging.' in response.text
    assert TICK not in response.text


def test_a_creation_goes_on_untried_by_a_tick(browser, verdicts, services):
    verdicts.append(Verdict({}, ("meta",)))
    response = browser.post("/tenants/new", FORM)
    assert response.status_code == 409
    assert "Sem resposta de Meta" in response.text
    assert TICK in response.text
    verdicts.append(Verdict({}, ("meta",)))
    response = browser.post("/tenants/new", {**FORM, "form_key": "other", "even_untried": "1"})
    assert response.status_code == 303


def test_a_change_s_preview_refuses_what_meta_refuses(change, verdicts):
    verdicts.append(Verdict({"whatsapp.token": REFUSED}, ()))
    response = change()
    assert response.status_code == 422
    assert "Falta ao token" in response.text


def test_a_change_s_preview_offers_to_go_on_untried(change, verdicts):
    verdicts.append(Verdict({}, ("fila_ia", "meta")))
    response = change()
    assert response.status_code == 200
    assert TICK in response.text
    assert TICK not in change().text


def test_a_correction_goes_on_untried_by_a_tick(browser, create, bring_to, verdicts, sessions):
    operation_id = create()
    bring_to(operation_id, "failed", done=3, lifecycle="failed")
    verdicts += [Verdict({}, ("meta",))] * 2
    response = browser.post(f"/operations/{operation_id}", {"whatsapp.token": "another"})
    assert response.status_code == 409
    assert "Sem resposta de Meta" in response.text
    assert TICK in response.text
    body = {"whatsapp.token": "another", "even_untried": "1"}
    assert browser.post(f"/operations/{operation_id}", body).status_code == 303
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation_id).state == "queued"


def test_a_revert_goes_on_untried_by_a_tick(browser, change, services, actor, bring_to, verdicts, sessions):
    token = TenantChange(secrets={"whatsapp.token": "another"})
    assert change().status_code == 200
    operation, _ = services.changes.submit("acme", token, actor)
    bring_to(operation["id"], "succeeded", results={"secret_versions": {"whatsapp.token": 1}})
    with transaction(sessions) as session:
        tenant_id = session.get_one(Operation, operation["id"]).tenant_id
        services.vault.put(session, tenant_id, "whatsapp_token", "another")
    path = f"/operations/{operation['id']}"
    assert TICK not in browser.get(path)
    verdicts += [Verdict({}, ("meta",))] * 2
    response = browser.post(f"{path}/revert", {"form_key": "one"})
    assert response.status_code == 409
    assert "Sem resposta de Meta" in response.text and TICK in response.text
    assert 'data-live="0"' in response.text  # nothing takes the tick away
    assert browser.post(f"{path}/revert", {"form_key": "two", "even_untried": "1"}).status_code == 303
    with transaction(sessions) as session:
        assert session.query(Operation).filter_by(kind="change").count() == 2


def test_another_conflict_of_a_revert_is_no_matter_of_a_tick(browser, create, verdicts):
    response = browser.post(f"/operations/{create()}/revert", {"form_key": "one"})
    assert response.status_code == 409
    assert TICK not in response.text
