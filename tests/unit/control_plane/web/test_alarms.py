import html
import re

import pytest

from control_plane.database import transaction
from control_plane.services import alarms
from tests.unit.control_plane.web.conftest import Browser


@pytest.fixture
def backup_overdue(sessions, add_tenant):
    tenant = add_tenant(name="Padaria <do> Zé")
    with transaction(sessions) as session:
        alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
    return tenant


def alarm_over(sessions, tenant):
    with transaction(sessions) as session:
        alarms.clear_all(session, tenant.id)


def test_it_says_why_and_what_to_do(browser, backup_overdue):
    page = browser.get("/alarms")
    assert "Padaria &lt;do&gt; Zé está há 31 horas sem backup." in page
    assert "guiche backup run acme" in page and "crítico" in page


def test_it_is_looked_for(browser, backup_overdue):
    assert "31 horas" not in browser.get("/alarms?tenant=zeta")
    assert "31 horas" not in browser.get("/alarms?severity=warning")
    assert "31 horas" not in browser.get("/alarms?state=cleared")
    assert "31 horas" in browser.get("/alarms?tenant=acme&severity=critical")
    assert "31 horas" not in browser.get("/alarms?before=-99999999999999999999")


def test_what_is_over_stays_listed(browser, sessions, backup_overdue):
    alarm_over(sessions, backup_overdue)
    assert "Nenhum alarme" in browser.get("/alarms")
    assert "31 horas" in browser.get("/alarms?state=cleared")


def test_a_failed_operation_is_linked(browser, sessions, add_tenant):
    tenant = add_tenant()
    with transaction(sessions) as session:
        details = {"operation": "the-id", "error": "no_space"}
        values = {"tenant_id": tenant.id, "subject": "backup", "details": details}
        alarms.raise_(session, "operation_failed", **values)
    page = browser.get("/alarms")
    assert '<a href="/operations/the-id">Backup</a>' in page and "no_space" in page


def badge(browser, path="/operations"):
    """What the navigation says of alarms, as it is heard; None: nothing."""
    found = re.search(r'<span class="badge[^"]*">.*?<span class="spoken">, ([^<]+)<', browser.get(path))
    return found and found[1]


def test_somebody_is_on_it_until_that_is_taken_back(browser, backup_overdue, sessions):
    page = browser.get("/alarms?severity=critical")
    path = re.search(r'action="(/alarms/\d+)/acknowledge"', page)[1]
    here = html.unescape(re.search(r'name="next" value="([^"]+severity[^"]+)"', page)[1])
    answer = browser.post(f"{path}/acknowledge", {"note": "<b>ligo já", "next": here})
    assert answer.location == f"/alarms?severity=critical#alarm-{path.rpartition('/')[2]}"
    page = browser.get("/alarms")
    assert "<bdi>ana" in page and "&lt;b&gt;ligo já" in page
    assert "31 horas" not in browser.get("/alarms?state=nobodys")
    assert browser.post(f"{path}/take-back", {"next": "//evil.example"}).location.startswith("/alarms#")
    assert "Estou cuidando" in browser.get("/alarms?state=nobodys")
    assert "Devolveu um alarme" in browser.get("/audit")
    assert "Diga em no máximo 300" in browser.post(f"{path}/acknowledge", {"note": "x" * 301}).text
    alarm_over(sessions, backup_overdue)
    assert "já acabou" in browser.post(f"{path}/acknowledge").text


def test_the_navigation_counts_what_nobody_is_on(browser, backup_overdue, sessions, services, actor):
    assert badge(browser) == badge(browser, "/account") == "1 alarme aberto, 1 crítico"
    with transaction(sessions) as session:
        alarms.raise_(session, "operation_failed", subject="x", details={"operation": "y", "error": "z"})
    assert badge(browser) == "2 alarmes abertos, 1 crítico"
    assert "badge-critical" in browser.get("/operations")
    services.alarms.acknowledge(services.alarms.list_all()[-1]["id"], "", actor)
    assert badge(browser) == "1 alarme aberto"
    assert "badge-critical" not in browser.get("/operations")


def test_where_nothing_is_wrong_nothing_is_counted(browser, stranger):
    assert badge(browser) is None
    assert 'class="badge' not in stranger.get("/login", status=302)


def test_who_may_only_look_sees_who_is_on_it(app, operator_of, backup_overdue, services, actor):
    email, _ = operator_of("viewer")
    viewer = Browser(app.test_client())
    viewer.client.post("/login", data={"email": email, "password": operator_of.password})
    assert "ninguém" in viewer.get("/alarms") and "/acknowledge" not in viewer.get("/alarms")
    services.alarms.acknowledge(services.alarms.list_all()[0]["id"], "", actor)
    page = viewer.get("/alarms")
    assert "<bdi>ana" in page and "/take-back" not in page
