"""The dialog gives a code by redirect, which becomes a token once, for whoever has the app's secret."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.signup.codes import Signup

BACK = "http://panel.localhost/connect"
ASKED = {
    "client_id": "100000000000001",
    "redirect_uri": BACK,
    "state": "some.state",
    "config_id": "42",
    "response_type": "code",
}
APP = {"client_id": ASKED["client_id"], "client_secret": "secret-of-app", "redirect_uri": BACK}


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def grant(client):
    """Goes through the dialog; the query that comes back."""

    def go(**typed):
        answer = client.get("/v25.0/dialog/oauth", query_string={**ASKED, "name": "Padaria", **typed})
        assert answer.status_code == 302
        assert answer.location.startswith(f"{BACK}?")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    return go


@pytest.fixture
def exchange(client):
    def ask(code, **changed):
        return client.post("/graph/v25.0/oauth/access_token", json={**APP, "code": code, **changed})

    return ask


def test_the_dialog_asks_first(client):
    page = client.get("/v25.0/dialog/oauth", query_string=ASKED)
    assert page.status_code == 200
    assert "some.state" in page.text
    assert "form-action" not in page.headers["Content-Security-Policy"]  # it leads to another site


@pytest.mark.parametrize("missing", ["client_id", "redirect_uri", "state", "config_id", "response_type"])
def test_without_what_it_needs_it_says_so(client, missing):
    asked = {name: value for name, value in ASKED.items() if name != missing}
    assert client.get("/v25.0/dialog/oauth", query_string=asked).status_code == 400


def test_an_address_that_is_none_is_refused(client):
    asked = {**ASKED, "redirect_uri": "javascript:alert(1)"}
    assert client.get("/v25.0/dialog/oauth", query_string=asked).status_code == 400


def test_who_cancels_goes_back_without_a_code(grant):
    back = grant(cancel="1")
    assert (back["error"], back["state"]) == ("access_denied", "some.state")
    assert "code" not in back


def test_a_code_becomes_a_token_that_knows_its_numbers(grant, exchange, client):
    code = grant(phone="+55 11 4004-2030", phone2="+55 11 4004-2031")["code"]
    token = exchange(code).json["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    told = client.get("/graph/v25.0/debug_token", query_string={"input_token": token}, headers=headers)
    data = told.json["data"]
    assert data["app_id"] == APP["client_id"]
    (account,) = data["granular_scopes"][0]["target_ids"]
    fields = {"fields": "id,display_phone_number,status"}
    answer = client.get(f"/graph/v25.0/{account}/phone_numbers", query_string=fields, headers=headers)
    assert [row["status"] for row in answer.json["data"]] == ["DISCONNECTED"] * 2


def test_a_code_is_good_once(grant, exchange):
    code = grant(phone="551140042030")["code"]
    assert exchange(code).status_code == 200
    again = exchange(code)
    assert (again.status_code, again.json["error"]["error_subcode"]) == (400, 36009)


def test_another_address_or_secret_gets_nothing(grant, exchange):
    first = grant(phone="551140042030")["code"]
    assert exchange(first, redirect_uri="http://other").json["error"]["error_subcode"] == 36008
    assert exchange(grant(phone="551140042030")["code"]).status_code == 200
    wrong = exchange(grant(phone="551140042030")["code"], client_secret="another")
    assert wrong.json["error"]["code"] == 1


def test_a_code_ends_after_ten_minutes():
    now = [0.0]

    class Nobody:
        def app_numbers(self, _app_id):
            return []

    signup = Signup(Nobody(), clock=lambda: now[0])
    code = signup.grant("1", BACK, "Padaria", ("55",))
    now[0] = 601
    with pytest.raises(Exception, match="used or expired"):
        signup.exchange("1", "s", code, BACK)


def test_who_is_a_partner_no_more_is_told_with_the_account(sandbox, client):
    (number,) = client.get("/sandbox/numbers").json["data"]
    body = {"phone_number_id": number["phone_number_id"], "event": "account", "kind": "PARTNER_REMOVED"}
    (value,) = client.post("/sandbox/events", json=body).json["values"]
    assert (value["event"], value["waba_info"]["waba_id"]) == ("PARTNER_REMOVED", number["waba_id"])
