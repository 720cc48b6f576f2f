import re

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Operator, SupportAccess, Tenant
from control_plane.services.support import END_PROBLEMS
from control_plane.web.language import LANGUAGES
from tests.unit.control_plane.web.test_pages import assert_sound

URL = "/tenants/acme/support"
REASON = "O cliente não vê as conversas do setor Vendas."


@pytest.fixture(autouse=True)
def tenant(active_tenant, services):
    with transaction(services.sessions) as session:
        tenant_id = session.query(Tenant).filter_by(slug=active_tenant).one().id
        services.vault.put(session, tenant_id, "session_key", "k" * 64)


def opened(browser, **more):
    return browser.post(URL, {"reason": REASON, "minutes": "60", **more})


def test_the_tenant_s_page_leads_there(browser):
    page = browser.get("/tenants/acme")
    assert f'href="{URL}"' in page and "Pedir acesso" in page


def test_the_link_is_shown_this_once(browser):
    answer = opened(browser)
    assert answer.status_code == 200
    link = re.search(r'href="(http://acme\.localhost:8080/suporte#[^"]+)"', answer.text)
    assert link
    assert 'rel="noopener noreferrer"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers  # which logs keep
    assert link[1] not in browser.get(URL)


def test_who_was_let_in_is_listed(browser):
    assert "Nenhum acesso ainda" in browser.get(URL)
    opened(browser)
    page = browser.get(URL)
    assert REASON in page and "ana<wbr>@operator" in page


def test_nothing_typed_is_lost(browser):
    answer = opened(browser, reason="<b>Olhar")
    assert answer.status_code == 422
    assert "Diga em 10 caracteres ou mais" in answer.text
    assert "&lt;b&gt;Olhar" in answer.text
    assert '<option value="60" selected>' in answer.text


def test_an_odd_time_is_said_at_its_field(browser):
    answer = opened(browser, minutes="١٢")
    assert answer.status_code == 422 and "Escolha por quanto tempo" in answer.text


def test_what_does_not_serve_is_not_entered(browser, services):
    with transaction(services.sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = "suspended"
    page = browser.get(URL)
    assert "O suporte só entra em atendimentos ativos." in page and 'name="reason"' not in page
    assert "Ver acessos" in browser.get("/tenants/acme")
    answer = opened(browser)
    assert answer.status_code == 409 and "enquanto ele está ativo" in answer.text


def test_whoever_only_reads_sees_who_was_there(browser, app, operator_of):
    opened(browser)
    email, _ = operator_of("viewer")
    reader = type(browser)(app.test_client())
    reader.client.post("/login", data={"email": email, "password": operator_of.password})
    page = reader.get(URL)
    assert REASON in page and 'name="reason"' not in page
    assert opened(reader).status_code == 403


def test_the_trail_says_why(browser):
    opened(browser)
    page = browser.get("/audit")
    assert "Acesso do suporte aberto" in page and REASON in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(browser, language):
    browser.speak(language)
    for page in (browser.get(URL), opened(browser).text, opened(browser, reason="x").text):
        assert_sound(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", [None, *END_PROBLEMS])
def test_it_is_ended_by_a_button_and_says_how_far_that_is(browser, services, language, problem):
    opened(browser)
    browser.speak(language)
    end = re.search(r'action="(/tenants/acme/support/[^"]+/end)"', browser.get(URL))[1]
    assert browser.post(end).location == URL
    with transaction(services.sessions) as session:
        session.query(SupportAccess).one().end_problem = problem
    page = browser.get(URL)
    assert_sound(page)
    assert end not in page
    with transaction(services.sessions) as session:
        session.query(SupportAccess).one().ended_at = utc_now()
    assert_sound(browser.get(URL))


def test_another_s_is_ended_by_nobody_but_owners(browser, services, sessions):
    opened(browser)
    with transaction(sessions) as session:
        session.query(SupportAccess).one().operator = "otto@operator.example"
        session.query(Operator).one().role = "support"
    page = browser.get(URL)
    assert "/end" not in page
    access_id = services.support.list_all("acme")[0]["id"]
    assert "Quem pediu o acesso o encerra" in browser.post(f"{URL}/{access_id}/end").text
