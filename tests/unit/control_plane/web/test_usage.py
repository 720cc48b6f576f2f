from datetime import date

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Tenant
from control_plane.services.usage import store, zone_of
from control_plane.services.usage_figures import AiPrices
from control_plane.web import usage


@pytest.fixture
def used(create, sessions):
    create()
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        for day in (20, 21):
            figures = {
                "messages_in": 1000 + day,
                "messages_out": {"service": 5},
                "users": 3,
                "active_users": 2,
            }
            store(session, tenant, date(2026, 11, day), figures, AiPrices())


def test_a_month_at_a_glance_and_day_by_day(browser, used):
    page = browser.get("/usage?month=2026-11")
    assert "2041" in page
    assert "1020" not in page
    page = browser.get("/usage?month=2026-11&tenant=acme")
    assert "1020" in page
    assert "2 de 3" in page


def test_many_clients_by_the_page(browser, used, add_tenant, sessions, monkeypatch):
    monkeypatch.setattr(usage, "_PAGE", 1)
    other = add_tenant("zeta")
    with transaction(sessions) as session:
        store(session, session.get_one(Tenant, other.id), date(2026, 11, 20), {"users": 1}, AiPrices())
    page = browser.get("/usage?month=2026-11")
    assert "tenant=acme" in page
    assert "tenant=zeta" not in page
    assert "/usage?page=2&amp;month=2026-11" in page
    page = browser.get("/usage?page=2&month=2026-11")
    assert "tenant=zeta" in page
    assert "/usage?page=1&amp;month=2026-11" in page


def test_files_to_take_along(browser, used):
    answer = browser.client.get("/usage/export.csv?month=2026-11&by=day")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="usage-2026-11.csv"'
    assert len(answer.text.strip().splitlines()) == 3
    assert browser.client.get("/usage/export.json?month=2026-11").json["data"][0]["tenant"] == "acme"
    assert browser.client.get("/usage/export.pdf?month=2026-11").status_code == 404


def test_what_is_no_month_is_said(browser):
    assert "não é um mês" in browser.get("/usage?month=x", status=422)


def test_a_tenants_page_has_its_plan_before_the_first_day_came(browser, active_tenant, sessions):
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.configuration = {**tenant.configuration, "limits": {"users": 5}}
    page = browser.get("/tenants/acme")
    assert "até 5" in page
    assert "sem limite" in page
    assert "Os números de hoje chegam na madrugada" in page


def test_then_what_was_used_of_it(browser, active_tenant, sessions):
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        tenant.configuration = {**tenant.configuration, "limits": {"users": 5}}
        figures = {"messages_out": {"service": 7}, "users": 3, "storage_media": 2**21}
        store(session, tenant, utc_now().astimezone(zone_of(tenant)).date(), figures, AiPrices())
    page = browser.get("/tenants/acme")
    assert "3 de 5 (60 %)" in page
    assert "7 · sem limite" in page
    assert "2 · sem limite" in page
    assert "Os números de hoje" not in page


def test_an_empty_month_says_when_figures_come(browser):
    assert "chegam na madrugada seguinte" in browser.get("/usage")
