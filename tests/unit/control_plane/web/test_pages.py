"""Every page renders, in every language, with strict undefined: a missing text or value fails here."""

import re

import pytest

from control_plane.database import transaction
from control_plane.models import PlatformFact
from control_plane.services.audit import record
from control_plane.services.preflight import WhatsApp
from control_plane.web.language import LANGUAGES

CAPACITY = {
    "engine_version": "20.10.24",
    "memory_total": 24 * 1024**3,
    "memory_reserved": 8 * 1024**3,
    "cpus": 4,
    "disk_total": 200 * 1024**3,
    "disk_free": 10 * 1024**3,
    "subnets_total": 2048,
    "subnets_free": 2000,
}
THING = {"kind": "volume", "name": "t-acme-media-g1", "tenant": "acme"}


@pytest.fixture(params=LANGUAGES)
def reader(request, browser):
    browser.speak(request.param)
    return browser


@pytest.fixture
def add_fact(sessions):
    def add(name, value):
        with transaction(sessions) as session:
            session.add(PlatformFact(name=name, value=value))

    return add


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/tenants",
        "/tenants/new",
        "/operations",
        "/platform",
        "/alarms",
        "/audit",
        "/account",
        "/operators",
        "/plans",
        "/events",
        "/usage",
        "/plans/standard",
        "/nowhere",
    ],
)
def test_pages_of_an_empty_platform(reader, path):
    response = reader.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == (404 if path == "/nowhere" else 200)
    assert_sound(response.text)


def test_pages_of_a_tenant(reader, backup_id, add_fact):
    add_fact("capacity", CAPACITY)
    for path in ("/tenants", "/tenants/acme", f"/tenants/acme/backups/{backup_id}/restore", "/audit"):
        assert_sound(reader.get(path))


@pytest.mark.parametrize("state", ["queued", "running", "waiting", "failed", "succeeded", "undone"])
def test_an_operation_in_each_state(reader, create, bring_to, state):
    operation_id = create()
    error = {"error_code": "x", "error_message": "It broke.", "next_action": "Look."}
    bring_to(operation_id, state, done=99 if state == "succeeded" else 3, **error)
    page = reader.get(f"/operations/{operation_id}")
    assert_sound(page)
    assert page.count('class="step ') == 14
    assert_sound(reader.get("/tenants"))
    assert_sound(reader.get("/tenants/acme"))
    assert_sound(reader.get("/operations"))


def test_the_inventory_agrees(reader, add_fact):
    add_fact("capacity", {"disk_free": 5, "subnets_free": 3})
    add_fact("inventory", {"objects": 12, "missing": [], "orphaned": [], "unexpected": []})
    page = reader.get("/platform")
    assert_sound(page)
    assert "12" in page


def test_what_plans_set_aside_stands_beside_what_there_is(browser, active_tenant, add_fact):
    add_fact("capacity", CAPACITY)
    page = " ".join(browser.get("/platform").split())
    for name, used, total in (
        ("Memória reservada pelos planos", "368 MiB", "24,0 GiB"),
        ("Processadores reservados pelos planos", "0,04", "4,00"),
        ("Disco previsto nos planos", "2,0 GiB", "190 GiB"),
    ):
        assert f'{name}</span> <span class="meter-text numbers">{used} de {total}</span>' in page


def test_the_inventory_differs(reader, add_fact):
    found = {"objects": 12, "missing": [THING], "orphaned": [{**THING, "tenant": "gone"}]}
    add_fact("inventory", {**found, "unexpected": [{**THING, "kind": "job"}]})
    page = reader.get("/platform")
    assert_sound(page)
    assert page.count("t-acme-media-g1") == 3


def test_older_rows_are_a_page_away(browser, services, active_tenant, actor, bring_to):
    for _ in range(51):
        operation, _ = services.backups.submit_backup(active_tenant, actor)
        bring_to(operation["id"], "succeeded")
    for path in ("/operations", "/audit"):
        page = browser.get(path)
        older = re.search(rf'href="({path}\?before=[^"]+)"', page)
        assert older
        assert "before=" not in browser.get(older[1]).partition("<main")[2]


def test_the_trail_of_one_tenant(browser, active_tenant, create, services, actor):
    create(slug="beta", whatsapp=WhatsApp("223456789", "987654321", "token", "secret"))
    assert "/audit?tenant=acme" in browser.get("/tenants/acme")
    page = browser.get("/audit?tenant=acme")
    assert 'name="tenant" value="acme"' in page and '<a href="/audit">' in page
    assert 'href="/tenants/acme"' in page and 'href="/tenants/beta"' not in page
    assert 'href="/tenants/beta"' in browser.get("/audit")


def test_the_trail_tells_what_an_action_was_about(browser, sessions, services, actor):
    with transaction(sessions) as session:
        record(session, actor, "credentials_corrected", fields=["whatsapp.token", "fila_ia.key"])
    page = browser.get("/audit")
    assert "Token de acesso permanente, Chave da FILA-IA" in page
    assert page.count("ana<wbr>@operator<wbr>.example") > 2


def test_a_cursor_must_be_one(browser):
    for cursor in ("x", "", "9" * 30):
        browser.get(f"/audit?before={cursor}", status=422)
    browser.get("/operations?before=x", status=404)


def assert_sound(page: str) -> None:
    """Nothing that the content security policy would stop, nothing from elsewhere, one heading."""
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! type=\"module\" src=\"/static/)", page)
    assert not re.search(r"(?:src|<link[^>]+href)=\"(?!/static/|/tenants/)", page)
    assert page.count("<h1") == 1 or "empty-title" in page
    assert "{" not in re.sub(r"<[^>]*>", "", page)
