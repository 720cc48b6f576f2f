from dataclasses import replace

import pytest

from control_plane.database import transaction, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.healing_models import Healing
from control_plane.models import Hostname, Tenant

OWN = "localhost.acme.example"


@pytest.fixture
def settings(settings):
    return replace(settings, platform_addresses="192.0.2.1")


@pytest.fixture
def own_name(active_tenant, sessions):
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        session.add(Hostname(name=OWN, tenant_id=tenant.id, is_attached=True))
    return OWN


def test_the_tenants_page_says_where_a_name_must_lead(browser, own_name, sessions):
    assert "aguardando DNS" in browser.get("/tenants/acme")
    with transaction(sessions) as session:
        session.add(HostnameCheck(name=own_name, state="elsewhere", found=["198.51.100.7"]))
    page = browser.get("/tenants/acme")
    assert "Aponta para 198.51.100.7; deve apontar só para 192.0.2.1." in page


def test_it_is_looked_at_by_a_button(browser, own_name, services, monkeypatch):
    monkeypatch.setattr(services.domains, "_ask", lambda _name: set())
    answer = browser.post(f"/tenants/acme/domains/{own_name}/check")
    assert answer.status_code == 303
    assert "Este nome ainda não existe no DNS" in browser.get("/tenants/acme")


def test_what_was_tried_by_itself_stands_on_the_tenants_page(browser, active_tenant, sessions):
    assert "Reparos automáticos" not in browser.get("/tenants/acme")
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        session.add(Healing(tenant_id=tenant.id, rung="attach", problem="HTTP 503", helped=False))
    page = browser.get("/tenants/acme")
    assert "Religou a borda à rede" in page
    assert "não ajudou" in page


def test_somebody_elses_name_is_not(browser, own_name):
    assert browser.post("/tenants/acme/domains/other.example/check").status_code == 404


@pytest.mark.parametrize(("code", "said"), [("pt-BR", "ligado"), ("en", "attached"), ("es", "conectada")])
def test_a_name_that_is_not_looked_up_is_said_to_be_attached_no_more(
    browser, active_tenant, sessions, code, said
):
    with transaction(sessions) as session:
        session.query(Hostname).one().is_attached = True
    browser.speak(code)
    assert f'<span class="chip chip-attached">{said}</span>' in browser.get("/tenants/acme")
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "suspended"
    page = browser.get("/tenants/acme")
    assert "chip-attached" not in page
    assert "chip-closed" in page


def test_the_addresses_of_who_is_closed_are_said_to_be_closed(browser, active_tenant, sessions):
    assert "ainda não" in browser.get("/tenants/acme")
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.lifecycle, tenant.closed_at = "archived", utc_now()
    page = browser.get("/tenants/acme")
    assert "fechado" in page
    assert "ainda não" not in page
