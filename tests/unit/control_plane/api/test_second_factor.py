"""The second step of signing in, and what is reachable before it is set up: enumerated."""

from dataclasses import replace

import pytest

from control_plane.access import access_of, is_before_setup
from control_plane.app import make_app
from control_plane.services.container import make_services
from control_plane.services.tokens import new_token
from tests.unit.control_plane.api.conforming import assert_described
from tests.unit.control_plane.authenticator import App
from tests.unit.control_plane.refusals.route_map import routes_of

URL = "/api/v1/account/second-factor"
EMAIL, PASSWORD = "ana@operator.example", "a long enough password"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
def browser(app, client):
    """Ana, signed in with a session."""
    browser = app.test_client()
    answer = browser.post("/api/v1/auth/login", json=CREDENTIALS)
    browser.environ_base["HTTP_X_CSRF_TOKEN"] = answer.json["csrf_token"]
    return browser


@pytest.fixture
def phone(browser):
    """Ana's app, set up; `codes` are the recovery codes."""
    phone = App(browser.post(URL, json={"password": PASSWORD}).json["secret"])
    phone.codes = browser.post(f"{URL}/confirm", json={"code": phone.code()}).json["recovery_codes"]
    return phone


def test_signing_in_takes_two_steps(app, phone):
    browser = app.test_client()
    first = browser.post("/api/v1/auth/login", json=CREDENTIALS)
    assert (first.status_code, first.json["error"]["code"]) == (401, "code_needed")
    assert browser.get("/api/v1/auth/me").status_code == 401
    wrong = browser.post("/api/v1/auth/login/second-factor", json={"code": "000000"})
    assert (wrong.status_code, wrong.json["error"]["code"]) == (401, "wrong_code")
    right = browser.post("/api/v1/auth/login/second-factor", json={"code": phone.code(1)})
    assert right.json["operator"] == EMAIL
    assert browser.get("/api/v1/auth/me").status_code == 200


def test_there_is_no_second_step_without_a_first(visitor, phone):
    answer = visitor.post("/api/v1/auth/login/second-factor", json={"code": phone.code(1)})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "challenge_expired")


def test_answers_are_as_described(visitor, browser):
    spec = visitor.get("/api/v1/openapi.json").json
    assert_described(spec, URL, "get", browser.get(URL))
    made = browser.post(URL, json={"password": PASSWORD})
    assert_described(spec, URL, "post", made)
    confirmed = browser.post(f"{URL}/confirm", json={"code": App(made.json["secret"]).code()})
    assert_described(spec, f"{URL}/confirm", "post", confirmed)
    renewed = browser.post(f"{URL}/recovery-codes", json={"password": PASSWORD})
    assert_described(spec, f"{URL}/recovery-codes", "post", renewed)
    assert_described(spec, f"{URL}/remove", "post", browser.post(f"{URL}/remove", json={"password": "x"}))
    assert browser.post(f"{URL}/remove", json={"password": PASSWORD}).status_code == 204


def test_an_owner_resets_another_s(client, app, services, actor):
    other = services.operators.ensure("other@operator.example", PASSWORD, actor)
    answer = client.delete(f"/api/v1/operators/{other}/second-factor")
    assert answer.json["has_second_factor"] is False
    mine = client.get("/api/v1/operators").json["data"][0]["id"]
    refused = client.delete(f"/api/v1/operators/{mine}/second-factor")
    assert refused.json["error"]["code"] == "own_factor"


@pytest.fixture
def strict(settings, sessions, services, actor):
    """A client without a second factor where everybody must have one, and the application."""
    services = make_services(replace(settings, second_factor="required"), sessions, services.notices)
    app = make_app(services)
    services.operators.ensure(EMAIL, PASSWORD, actor)
    browser = app.test_client()
    answer = browser.post("/api/v1/auth/login", json=CREDENTIALS)
    assert answer.json["must_set_up_second_factor"] is True
    browser.environ_base["HTTP_X_CSRF_TOKEN"] = answer.json["csrf_token"]
    return browser, app


BEFORE = {
    "/account/second-factor",
    "/account/second-factor/confirm",
    "/api/v1/account/second-factor",
    "/api/v1/account/second-factor/confirm",
    "/api/v1/auth/logout",
    "/api/v1/auth/me",
    "/logout",
}


def test_before_it_is_set_up_there_is_that_and_nothing_else(strict):
    browser, app = strict
    declared = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) != "public" and is_before_setup(app, rule.endpoint)
    }
    assert declared == BEFORE
    reached = []
    for route in routes_of(app):
        if route.access == "public" or route.rule in BEFORE:
            continue
        method, path = route.method, route.path(dict.fromkeys(route.places, 1))
        answer = browser.open(path, method=method)
        if path.startswith("/api/"):
            is_refused = answer.json["error"]["code"] == "second_factor_missing"
        else:
            is_refused = answer.location == "/account/second-factor"
        if not is_refused:
            reached.append((method, path))
    assert reached == []


def test_once_it_is_set_up_all_is_reachable(strict):
    browser, _ = strict
    phone = App(browser.post(URL, json={"password": PASSWORD}).json["secret"])
    assert browser.post(f"{URL}/confirm", json={"code": phone.code()}).status_code == 200
    assert browser.get("/api/v1/tenants").status_code == 200


def test_a_token_is_not_asked_for_a_code(strict, services, actor):
    _, app = strict
    token = new_token()
    services.tokens.ensure(services.operators.ensure(EMAIL, PASSWORD, actor), "cli", token, actor)
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/tenants", headers=headers).status_code == 200
