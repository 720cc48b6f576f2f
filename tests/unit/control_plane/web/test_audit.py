import re
from datetime import datetime

import pytest
from sqlalchemy import text

from control_plane.audit_chain import TRIGGERS
from control_plane.database import transaction
from control_plane.services.audit import record

MAIN = re.compile(r"<tbody>.*</tbody>", re.DOTALL)


def rows(page):
    found = MAIN.search(page)
    return found[0] if found else ""


@pytest.fixture
def past(active_tenant, sessions, actor):
    """A created tenant, and somebody who failed to come in."""
    with transaction(sessions) as session:
        record(session, actor, "login_failed")


def test_entries_are_looked_for_and_what_was_typed_stays(browser, past):
    page = browser.get("/audit?action=login_failed&q=ANA&actor=ana@operator.example")
    assert "Tentativa de entrar recusada" in rows(page) and "Pediu a criação" not in rows(page)
    assert '<option value="login_failed" selected>' in page and 'value="ANA"' in page
    assert "Pediu a criação de um cliente" in rows(browser.get("/audit?tenant=acme"))
    assert "Nada encontrado" in browser.get("/audit?q=nobody")


def test_days_are_whole_ones(browser, past, services):
    day = services.audit.list_all()[0]["at"][:10]
    assert "Tentativa de entrar recusada" in rows(browser.get(f"/audit?since={day}&until={day}"))
    assert rows(browser.get("/audit?until=2026-01-01")) == ""
    assert "não é um dia" in browser.get("/audit?since=yesterday", status=422)
    assert "não é um dia" in browser.get("/audit?until=9999-12-31", status=422)
    browser.get("/audit/export.csv?until=9999-12-31", status=422)


def test_the_next_page_looks_for_the_same(browser, sessions, actor):
    with transaction(sessions) as session:
        for _ in range(51):
            record(session, actor, "logins_revealed")
    page = browser.get("/audit?action=logins_revealed")
    older = re.search(r'href="(/audit\?before=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "action=logins_revealed" in older
    assert rows(browser.get(older)).count("<tr>") == 1


def test_it_is_taken_along_as_it_was_looked_for(browser, past):
    page = browser.get("/audit?action=login_failed")
    path = re.search(r'href="(/audit/export\.csv[^"]*)"', page)[1].replace("&amp;", "&")
    answer = browser.client.get(path)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert len(answer.text.splitlines()) == 2
    assert browser.client.get("/audit/export.jsonl").mimetype == "application/jsonl"
    browser.get("/audit/export.xls", status=404)
    assert "Exportou a auditoria" in browser.get("/audit")


def test_it_is_verified(browser, past, sessions):
    answer = browser.post("/audit")
    assert "A auditoria está íntegra" in answer.text
    anchor = re.search(r"\d+:[0-9a-f]{64}", answer.text)[0]
    assert "íntegra" in browser.post("/audit", {"expect": anchor}).text
    wrong = browser.post("/audit", {"expect": "x"})
    assert wrong.status_code == 422 and "QUANTIDADE:HASH" in wrong.text
    with transaction(sessions) as session:
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit SET actor = 'x' WHERE id = 2"))
    found = browser.post("/audit").text
    assert "foi adulterada" in found and "O registro 2 não está como foi escrito" in found


def test_whoever_only_reads_is_not_offered_to_verify(app, operator_of, past):
    email, _ = operator_of("viewer")
    guest = app.test_client()
    guest.post("/login", data={"email": email, "password": operator_of.password})
    page = guest.get("/audit").text
    assert "Conferir a auditoria" not in page and "/audit/export.csv" in page


def test_a_moment_is_exact_and_a_plans_change_names_what_changed(browser, services, actor):
    services.plans.change("standard", "Padrão", {"users": 9}, actor)
    at = datetime.fromisoformat(services.audit.list_all()[0]["at"])
    page = rows(browser.get("/audit"))
    assert f"{at:%d/%m/%Y %H:%M:%S} UTC" in page
    assert "Nome do plano, Pessoas</span>" in page
    assert "Padrão" not in page


def test_an_events_address_is_named_by_its_host(browser, services, actor):
    services.event_endpoints.create("https://billing.example.com/secret-part", [], actor)
    page = rows(browser.get("/audit")).replace("<wbr>", "")
    assert "billing.example.com" in page
    assert "secret-part" not in page
