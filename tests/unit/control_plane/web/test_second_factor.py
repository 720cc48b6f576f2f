import re
from dataclasses import replace

import pytest

from control_plane.app import make_app
from control_plane.services.container import make_services
from tests.unit.control_plane.authenticator import App
from tests.unit.control_plane.web.conftest import PASSWORD, Browser

SECRET = re.compile(r'<span class="secret">([A-Z2-7]{32})</span>')


def set_up(browser) -> App:
    """Through the pages, as a person does; `codes` are the recovery codes."""
    page = browser.post("/account/second-factor", {"password": PASSWORD}).text
    app = App(SECRET.search(page)[1])
    assert '<svg class="qr"' in page
    page = browser.post("/account/second-factor/confirm", {"code": app.code()}).text
    app.codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", page)
    assert len(app.codes) == 10
    return app


def test_it_is_set_up_and_signing_in_asks_for_a_code(browser, stranger, credentials, app):
    assert "inativa" in browser.get("/account")
    phone = set_up(browser)
    assert "restam 10 códigos" in browser.get("/account")
    assert not SECRET.search(browser.get("/account/second-factor"))
    other = Browser(app.test_client())
    answer = other.client.post("/login", data={**credentials, "next": "/audit"})
    assert answer.location == "/login/code?next=/audit"
    assert other.client.get("/tenants").location == "/login?next=/tenants"
    assert "Segunda etapa" in other.get(answer.location)
    wrong = other.client.post("/login/code", data={"code": "000000", "next": "/audit"})
    assert wrong.status_code == 401 and "Código incorreto" in wrong.text and 'value="/audit"' in wrong.text
    assert (
        other.client.post("/login/code", data={"code": phone.code(1), "next": "/audit"}).location == "/audit"
    )
    assert other.get("/tenants")


def test_a_wrong_code_shows_the_same_picture_again(browser):
    page = browser.post("/account/second-factor", {"password": PASSWORD}).text
    again = browser.post("/account/second-factor/confirm", {"code": "1"})
    assert again.status_code == 422 and "espere o próximo" in again.text
    assert SECRET.search(again.text)[1] == SECRET.search(page)[1]


def test_a_wrong_password_begins_nothing(browser):
    answer = browser.post("/account/second-factor", {"password": "wrong"})
    assert answer.status_code == 422 and "Esta não é a sua senha." in answer.text
    assert not SECRET.search(answer.text)


def test_codes_are_renewed_and_it_is_removed(browser):
    phone = set_up(browser)
    answer = browser.post("/account/second-factor/recovery-codes", {"password": PASSWORD})
    assert answer.text.count("<li>") >= 10 and phone.codes[0] not in answer.text
    for path in ("recovery-codes", "remove"):
        refused = browser.post(f"/account/second-factor/{path}", {"password": "wrong"})
        assert refused.status_code == 422
    assert browser.post("/account/second-factor/remove", {"password": PASSWORD}).location == (
        "/account?done=factor_off"
    )
    assert "desativada" in browser.get("/account?done=factor_off")


def test_an_owner_resets_another_s(browser, app, services, actor):
    services.operators.ensure("zeca@operator.example", PASSWORD, actor)
    zeca = Browser(app.test_client())
    zeca.client.post("/login", data={"email": "zeca@operator.example", "password": PASSWORD})
    set_up(zeca)
    page = browser.get("/operators")
    [path] = re.findall(r'action="(/operators/\d+/second-factor/reset)"', page)
    assert "duas etapas" in page
    assert browser.post(path).location == "/operators"
    assert zeca.client.get("/tenants").status_code == 302
    assert "second-factor/reset" not in browser.get("/operators")


def test_without_a_first_step_there_is_no_second(stranger):
    assert stranger.client.get("/login/code").location == "/login"
    answer = stranger.client.post("/login/code", data={"code": "123456"})
    assert answer.status_code == 401 and "Passou tempo demais" in answer.text


@pytest.fixture
def strict(settings, sessions, services, credentials, actor):
    """Signed in without a second factor where everybody must have one."""
    services = make_services(replace(settings, second_factor="required"), sessions, services.notices)
    services.operators.ensure(credentials["email"], PASSWORD, actor)
    return Browser(make_app(services).test_client()).sign_in()


def test_where_it_is_required_everything_leads_to_it(strict):
    for path in ("/", "/tenants", "/account", "/operators"):
        assert strict.client.get(path, follow_redirects=True).request.path == "/account/second-factor"
    page = strict.get("/account/second-factor")
    assert "Esta plataforma pede mais que a senha" in page and 'class="rail"' not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    made = strict.client.post("/account/second-factor", data={"csrf_token": token, "password": PASSWORD})
    data = {"csrf_token": token, "code": App(SECRET.search(made.text)[1]).code()}
    done = strict.client.post("/account/second-factor/confirm", data=data)
    assert "Códigos de recuperação" in done.text
    assert strict.get("/tenants")
    assert "Desativar" not in strict.get("/account/second-factor")


def test_one_may_leave_instead(strict):
    page = strict.get("/account/second-factor")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert strict.client.post("/logout", data={"csrf_token": token}).location == "/login"
