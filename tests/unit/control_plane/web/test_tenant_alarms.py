import pytest

from control_plane.database import transaction
from control_plane.services import alarms
from control_plane.services.tenants import find_tenant


@pytest.fixture
def wrong(sessions, create):
    create(name="Padaria <do> Zé")

    def make(code, **about):
        with transaction(sessions) as session:
            tenant_id = find_tenant(session, "acme").id
            return alarms.raise_(session, code, tenant_id=tenant_id, **about).id

    return make


def test_what_is_wrong_stands_near_the_top_with_what_to_do(browser, wrong):
    wrong("backup_overdue", details={"hours": 31})
    page = browser.get("/tenants/acme")
    for words in (
        "Padaria &lt;do&gt; Zé está há 31 horas sem backup.",
        "guiche backup run acme",
        ">crítico<",
    ):
        assert words in page
    assert 'href="/alarms?tenant=acme">Ver todos' in page
    assert page.index("Alarmes abertos") < page.index('id="history-title"')
    browser.speak("en")
    assert "Padaria &lt;do&gt; Zé has had no backup for 31 hours." in browser.get("/tenants/acme")


def test_nothing_where_nothing_is_wrong(browser, wrong, sessions):
    with transaction(sessions) as session:  # the platform's own is nobody's
        alarms.raise_(session, "operation_failed", subject="x", details={"operation": "y", "error": "z"})
    assert "Alarmes abertos" not in browser.get("/tenants/acme")


def test_who_is_on_it_and_what_they_said(browser, wrong, services, actor):
    id_ = wrong("backup_overdue", details={"hours": 31})
    services.alarms.acknowledge(id_, "<b>ligo já", actor)
    page = browser.get("/tenants/acme")
    assert "Quem cuida: <bdi>ana" in page and "&lt;b&gt;ligo já" in page


def test_the_operation_that_stopped_is_linked(browser, wrong):
    wrong("operation_failed", subject="backup", details={"operation": "the-id", "error": "no_space"})
    assert '<a href="/operations/the-id">Backup</a>' in browser.get("/tenants/acme")
