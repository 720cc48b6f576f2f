import re

import pytest


def test_a_token_is_made_shown_once_and_revoked(browser, app):
    page = browser.post("/account/tokens", {"name": "Relatório", "scope": "read", "days": "30"}).text
    token = re.search(r"gui_[\w-]{43}", page)[0]
    guest = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert guest.get("/api/v1/tenants", headers=headers).status_code == 200
    page = browser.get("/account")
    assert "Relatório" in page and "Só ler" in page and token not in page
    path = re.search(r'action="(/account/tokens/\d+/revoke)"', page)[1]
    assert browser.post(path).location == "/account"
    assert guest.get("/api/v1/tenants", headers=headers).status_code == 401
    audit = browser.get("/audit")
    assert "Token de API criado" in audit and "Token de API revogado" in audit


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "scope": "read", "days": "30"}, "Dê um nome ao token."),
        ({"name": "x", "scope": "king", "days": "30"}, "Escolha um alcance."),
        ({"name": "x", "scope": "read", "days": "9" * 30}, "de 1 a 366 dias"),
        ({"name": "x", "scope": "read", "days": ""}, "de 1 a 366 dias"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(browser, sent, said):
    answer = browser.post("/account/tokens", sent)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{sent["name"]}"' in answer.text and f'value="{sent["days"]}"' in answer.text


def test_only_scopes_of_one_s_own_are_offered(app, operator_of, browser):
    email, _ = operator_of("support")
    guest = app.test_client()
    guest.post("/login", data={"email": email, "password": operator_of.password})
    (choice,) = re.findall(r'<select[^>]*name="scope".*?</select>', guest.get("/account").text, re.S)
    offered = re.findall(r'<option value="(\w+)"', choice)
    assert offered == ["read", "support", "viewer"]
