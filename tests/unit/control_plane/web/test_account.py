import re

import pytest

from tests.unit.control_plane.web.conftest import Browser

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def elsewhere(app, browser) -> Browser:
    """The same operator in another browser."""
    other = Browser(app.test_client())
    other.client.environ_base["HTTP_USER_AGENT"] = PHONE
    return other.sign_in()


def test_the_account_shows_where_one_is_signed_in(browser, elsewhere):
    page = browser.get("/account")
    assert "Chrome, Android" in page and "Proprietário" in page
    assert page.count("/end-others") == len(re.findall(r"/account/sessions/\d+/end\"", page)) == 1


def test_one_session_is_ended(browser, elsewhere):
    path = re.search(r'action="(/account/sessions/\d+/end)"', browser.get("/account"))[1]
    assert browser.post(path).location == "/account"
    assert elsewhere.client.get("/tenants").status_code == 302
    page = browser.get("/account")
    assert "/end-others" not in page and "Chrome, Android" not in page
    assert "Encerrou uma sessão" in browser.get("/audit")


def test_all_others_are_ended(browser, elsewhere):
    browser.post("/account/sessions/end-others")
    assert elsewhere.client.get("/tenants").status_code == 302
    assert browser.get("/account")


def test_a_session_that_is_gone_says_so(browser):
    assert "Essa sessão não existe" in browser.post("/account/sessions/999/end").text


def test_what_a_page_fetches_in_the_background_is_no_use(browser, services, monkeypatch):
    uses = []
    used = type(services.operator_sessions).used
    monkeypatch.setattr(
        type(services.operator_sessions),
        "used",
        lambda self, row, visitor: uses.append(visitor.remote_address) or used(self, row, visitor),
    )
    browser.get("/tenants")
    browser.client.get("/tenants", headers={"X-Background": "1"})
    browser.client.get("/api/v1/operations/x/events", headers={"Accept": "text/event-stream"})
    assert uses == ["127.0.0.1"]


def test_which_alarms_one_is_mailed_and_that_nobody_is_without_a_server(browser):
    page = browser.get("/account")
    assert '<option value="critical" selected>Só os críticos' in page and "GUICHE_MAIL_HOST" in page
    answer = browser.post("/account/alarm-mail", {"level": "all", "language": "es"})
    assert answer.location == "/account?done=alarm_mail"
    page = browser.get(answer.location)
    assert "Escolha salva" in page and '<option value="all" selected>Todos' in page
    assert '<option value="es" lang="es" selected>' in page
    refused = browser.post("/account/alarm-mail", {"level": "some", "language": "de"})
    assert (refused.status_code, refused.text.count('class="field-problem"')) == (422, 2)
