from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Tenant
from control_plane.services.certificates import sign
from control_plane.services.history import HistoryFilter
from control_plane.services.lifecycle import TakingDown


@pytest.fixture
def become(sessions, active_tenant):
    def change(**values):
        with transaction(sessions) as session:
            tenant = session.query(Tenant).filter_by(slug="acme").one()
            for name, value in values.items():
                setattr(tenant, name, value)

    return change


def links(page):
    return {
        action for action in ("suspend", "archive", "delete", "purge") if f'/tenants/acme/{action}"' in page
    }


@pytest.mark.parametrize(
    ("lifecycle", "offered", "resumes"),
    [
        ("active", {"suspend", "archive", "delete"}, False),
        ("suspended", {"archive", "delete"}, True),
        ("archived", {"delete", "purge"}, True),
        ("condemned", {"purge"}, True),
        ("purging", {"purge"}, False),
        ("deleted", set(), False),
    ],
)
def test_the_page_offers_what_the_lifecycle_allows(browser, become, lifecycle, offered, resumes):
    become(lifecycle=lifecycle)
    page = browser.get("/tenants/acme")
    assert links(page) == offered
    assert ('action="/tenants/acme/resume"' in page) == resumes


@pytest.mark.parametrize(
    ("action", "lifecycle", "form"),
    [
        ("suspend", "active", {"reason": "Fatura"}),
        ("resume", "suspended", {}),
        ("archive", "active", {"days": "30"}),
        ("delete", "active", {"days": "", "confirm": "acme"}),
        ("purge", "archived", {"confirm": " acme "}),
    ],
)
def test_each_is_asked_for_once(browser, become, services, action, lifecycle, form):
    become(lifecycle=lifecycle)
    answers = [browser.post(f"/tenants/acme/{action}", {**form, "form_key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == action


@pytest.mark.parametrize(("days", "kept"), [("muitos", "muitos"), ("-3", "-3"), ("99999999999999", "9999")])
def test_what_was_typed_stays_beside_what_is_wrong(browser, active_tenant, days, kept):
    answer = browser.post("/tenants/acme/archive", {"days": days, "reason": "Mudou de ramo"})
    assert answer.status_code == 422
    assert 'id="days-problem"' in answer.text
    assert "Dê um número de dias de 0 a 3650." in answer.text
    assert kept in answer.text
    assert 'value="Mudou de ramo"' in answer.text


@pytest.mark.parametrize("action", ["archive", "delete"])
def test_keeping_nothing_is_asked_for_twice(browser, active_tenant, services, action):
    form = {"confirm": "acme", "days": "0", "form_key": "one"}
    answer = browser.post(f"/tenants/acme/{action}", form)
    assert answer.status_code == 422
    assert 'id="at_once-problem"' in answer.text
    assert "Com 0 dias eles são apagados assim que isto terminar" in answer.text  # its plan
    assert browser.post(f"/tenants/acme/{action}", {**form, "at_once": "on"}).status_code == 303
    assert services.history.list_all(HistoryFilter(tenant="acme"))[0]["kind"] == action


@pytest.mark.parametrize(("days", "said"), [(0, "sem volta"), (7, "até lá dá para trazer tudo de volta")])
def test_what_came_of_a_deletion_promises_only_what_is_so(
    browser, become, services, actor, bring_to, days, said
):
    wanted = TakingDown(days=days, at_once=True)
    operation, _ = services.lifecycle.delete("acme", "acme", wanted, actor)
    bring_to(operation["id"], "succeeded", lifecycle="condemned")
    become(purge_at=utc_now() + timedelta(days=days))
    page = browser.get(f"/operations/{operation['id']}")
    assert said in page
    assert ("até lá" in page) == (days > 0)


def test_a_deletion_that_is_not_confirmed_is_asked_again(browser, active_tenant, services):
    before = len(services.history.list_all())
    answer = browser.post("/tenants/acme/delete", {"confirm": "other", "days": "7"})
    assert answer.status_code == 422
    assert "Digite o nome curto do cliente (acme)" in answer.text
    assert len(services.history.list_all()) == before


def test_a_lifecycle_that_changed_meanwhile_is_said(browser, become):
    become(lifecycle="archived")
    answer = browser.post("/tenants/acme/suspend", {"reason": "Fatura"})
    assert answer.status_code == 409
    assert "O cliente está fechado" in answer.text


@pytest.mark.parametrize("language", ["pt-BR", "en", "es"])
@pytest.mark.parametrize("action", ["suspend", "archive", "delete", "purge"])
def test_every_form_is_there_in_every_language(browser, active_tenant, language, action):
    browser.speak(language)
    assert f'action="/tenants/acme/{action}"' in browser.get(f"/tenants/acme/{action}")


def test_the_certificate_is_downloaded(browser, become, settings):
    assert browser.client.get("/tenants/acme/certificate.json").status_code == 404
    become(lifecycle="deleted", purged_at=utc_now(), certificate=sign({"people": 3}, settings.platform_key))
    assert "/tenants/acme/certificate.json" in browser.get("/tenants/acme")
    answer = browser.client.get("/tenants/acme/certificate.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acme-deleted.json"'
    assert answer.json["people"] == 3


def test_of_one_that_is_gone_only_what_is_so_is_shown(browser, become, settings):
    there = browser.get("/tenants/acme")
    untrue = ("plans/standard", 'id="backups-title"', 'id="hostnames-title"', "FILA-IA", "acme.localhost")
    assert all(said in there for said in untrue)
    become(lifecycle="deleted", purged_at=utc_now(), certificate=sign({"people": 3}, settings.platform_key))
    page = browser.get("/tenants/acme")
    assert not [said for said in untrue if said in page]
    for said in (
        "ACME",
        "Excluído",
        "certificate.json",
        'id="history-title"',
        "/audit?tenant=acme",
        "/usage?",
    ):
        assert said in page


def test_when_the_data_will_be_deleted_has_a_date(browser, become):
    purge_at = utc_now() + timedelta(days=89, hours=1)
    become(lifecycle="archived", closed_at=utc_now(), purge_at=purge_at)
    page = browser.get("/tenants/acme")
    assert "em 89 dias</time>" in page
    assert f"({purge_at:%d/%m/%Y})" in page
