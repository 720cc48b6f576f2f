from datetime import date

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices


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


def test_files_to_take_along(browser, used):
    answer = browser.client.get("/usage/export.csv?month=2026-11&by=day")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="usage-2026-11.csv"'
    assert len(answer.text.strip().splitlines()) == 3
    assert browser.client.get("/usage/export.json?month=2026-11").json["data"][0]["tenant"] == "acme"
    assert browser.client.get("/usage/export.pdf?month=2026-11").status_code == 404


def test_what_is_no_month_is_said(browser):
    assert "não é um mês" in browser.get("/usage?month=x", status=422)
