import re

import pytest

PASSWORD = "nove bicicletas vermelhas"
LINK = re.compile(r'data-copy="http://panel\.localhost:8080(/invitation/[^"]+)"')


@pytest.fixture
def invited(browser):
    """The path of the link that Bia was sent."""
    page = browser.post("/operators", {"email": "bia@operator.example", "role": "support"}).text
    return LINK.search(page)[1]


def action(page, name):
    """Of the form of the operator in the last row."""
    return re.findall(rf'action="(/operators/\d+/{name})"', page)[-1]


def test_a_new_operator_is_invited_chooses_a_password_and_comes_in(browser, app, invited):
    page = browser.get("/operators")
    assert "bia<wbr>@operator<wbr>.example" in page and "convidado" in page
    assert invited not in page
    guest = app.test_client()
    form = guest.get(invited)
    assert "Suporte" in form.text
    weak = guest.post(invited, data={"password": "senha12345678"})
    assert weak.status_code == 422 and "fácil de adivinhar" in weak.text
    done = guest.post(invited, data={"password": PASSWORD})
    assert "Senha guardada" in done.text and 'value="bia@operator.example"' in done.text
    guest.post("/login", data={"email": "bia@operator.example", "password": PASSWORD})
    assert guest.get("/tenants").status_code == 200
    assert guest.get("/operators").status_code == 403
    assert 'href="/operators"' not in guest.get("/tenants").text


def test_a_link_that_is_gone_says_so(app, browser, invited):
    guest = app.test_client()
    browser.post(action(browser.get("/operators"), "invitations"))
    for gone in (guest.get(invited), guest.post(invited, data={"password": PASSWORD})):
        assert gone.status_code == 404 and "Este link já foi usado ou venceu" in gone.text


@pytest.mark.parametrize(
    ("email", "said"),
    [("ana@operator.example", "Já existe o operador"), ("bia", "não é um e-mail")],
)
def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(browser, email, said):
    answer = browser.post("/operators", {"email": email, "role": "viewer"})
    assert answer.status_code in (409, 422) and said in answer.text
    assert f'value="{email}"' in answer.text
    assert re.search(r'<option value="viewer" selected>', answer.text)


def test_role_and_state_are_changed(browser, invited):
    page = browser.get("/operators")
    assert browser.post(action(page, "role"), {"role": "viewer"}).location == "/operators"
    assert browser.post(action(page, "disable")).location == "/operators"
    page = browser.get("/operators")
    assert "desativado" in page
    assert browser.post(action(page, "enable")).location == "/operators"
    audit = browser.get("/audit")
    for said in (
        "Convidou um operador",
        "Mudou o perfil de um operador",
        "Desativou um operador",
        "Reativou",
    ):
        assert said in audit


def test_the_last_owner_stays_and_the_page_says_why(browser):
    page = browser.get("/operators")
    answer = browser.post(action(page, "disable"))
    assert answer.status_code == 409 and "precisa de um proprietário" in answer.text
    assert browser.post(action(page, "role"), {"role": "king"}).status_code == 422


def test_whoever_steps_back_is_led_to_where_they_may_go(browser, services, actor):
    services.operators.ensure("other@operator.example", PASSWORD, actor)
    mine = re.findall(r'action="(/operators/\d+/role)"', browser.get("/operators"))[0]
    assert browser.post(mine, {"role": "viewer"}).location == "/"
    browser.get("/operators", status=403)


def test_one_s_own_password_is_changed(browser, app, credentials):
    answer = browser.post("/account/password", {"current": "wrong", "new": PASSWORD})
    assert answer.status_code == 422 and "Esta não é a sua senha." in answer.text
    answer = browser.post("/account/password", {"current": credentials["password"], "new": "short"})
    assert answer.status_code == 422 and "de 12 a 128 caracteres" in answer.text
    answer = browser.post("/account/password", {"current": credentials["password"], "new": PASSWORD})
    assert answer.location == "/account?done=password"
    assert "Senha trocada" in browser.get("/account?done=password")
    assert "Senha trocada" not in browser.get("/account?done=%3Cscript%3E")
    assert app.test_client().post("/login", data={**credentials, "password": PASSWORD}).status_code == 303


def test_too_many_guesses_of_it_are_slowed(browser):
    for _ in range(5):
        browser.post("/account/password", {"current": "wrong", "new": PASSWORD})
    answer = browser.post("/account/password", {"current": "wrong", "new": PASSWORD})
    assert answer.status_code == 429 and "espere 15 minutos" in answer.text
