import pytest

from control_plane.database import transaction
from control_plane.services import alarms


@pytest.fixture
def backup_overdue(sessions, add_tenant):
    tenant = add_tenant(name="Padaria <do> Zé")
    with transaction(sessions) as session:
        alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
    return tenant


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
    with transaction(sessions) as session:
        alarms.clear_all(session, backup_overdue.id)
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
