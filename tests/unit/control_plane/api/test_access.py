"""Who may call what, and how one is recognised. Every route × every caller: ../refusals."""

import pytest

from control_plane.access import access_of, public, requires
from control_plane.app import make_app
from control_plane.roles import ALL
from control_plane.services.accounts import Accounts

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"


def test_every_route_declares_who_may_call_it(app):
    undeclared = [rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None]
    assert undeclared == []


def test_every_declared_permission_exists(app):
    declared = {access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert declared <= {*ALL, "public"}


def test_a_view_without_a_declaration_is_refused_to_everybody(services, client):
    app = make_app(services)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secrets")
    answer = app.test_client().get("/forgotten", environ_base=client.environ_base)
    assert answer.status_code == 403
    assert answer.json["error"]["code"] == "undeclared"


def test_markers_mark():
    assert requires("tenants.read")(lambda: None).access == "tenants.read"
    assert public(lambda: None).access == "public"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense"])
def test_wrong_tokens(visitor, header):
    assert visitor.get("/api/v1/tenants", headers={"Authorization": header}).status_code == 401


def test_a_good_token(client):
    assert client.get("/api/v1/tenants").json == {"data": [], "next_cursor": None, "total": 0}


@pytest.fixture
def browser(app, client):
    """Signed in with a cookie, without a token."""
    browser = app.test_client()
    answer = browser.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200
    browser.csrf = answer.json["csrf_token"]
    return browser


def test_the_session_cookie_is_locked_down(app, client):
    answer = app.test_client().post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and cookie.startswith("guiche_panel=")


def test_a_session_reads_without_and_changes_only_with_its_token(browser):
    assert browser.get("/api/v1/auth/me").json["operator"] == EMAIL
    assert browser.post("/api/v1/auth/logout").json["error"]["code"] == "bad_csrf_token"
    wrong = browser.post("/api/v1/auth/logout", headers={"X-CSRF-Token": "é" * 20})
    assert wrong.status_code == 403
    assert browser.post("/api/v1/auth/logout", headers={"X-CSRF-Token": browser.csrf}).status_code == 204
    assert browser.get("/api/v1/auth/me").status_code == 401


def test_signing_out_ends_the_session_of_a_copied_cookie_too(app, browser):
    copied = browser.get_cookie("guiche_panel").value
    thief = app.test_client()
    thief.set_cookie("guiche_panel", copied)
    assert thief.get("/api/v1/auth/me").status_code == 200
    browser.post("/api/v1/auth/logout", headers={"X-CSRF-Token": browser.csrf})
    assert thief.get("/api/v1/auth/me").status_code == 401


def test_a_form_may_carry_the_token(browser):
    assert browser.post("/api/v1/auth/logout", data={"csrf_token": browser.csrf}).status_code == 204


def test_a_bad_token_is_not_mended_by_a_good_cookie(browser):
    assert browser.get("/api/v1/tenants", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_other_sites_may_not_act(client):
    answer = client.post("/api/v1/tenants/acme/backups", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.json["error"]["code"] == "cross_site"


def test_a_new_password_ends_the_session(browser, services, actor):
    services.operators.ensure(EMAIL, "another long password", actor)
    assert browser.get("/api/v1/auth/me").status_code == 401


def test_wrong_logins_slow_down(visitor, client):
    for _ in range(5):
        assert visitor.post("/api/v1/auth/login", json={"email": EMAIL, "password": "x"}).status_code == 401
    answer = visitor.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"


def test_the_address_is_the_one_the_edge_saw(visitor, services, client):
    headers = {"X-Forwarded-For": "6.6.6.6, 198.51.100.9"}
    visitor.post("/api/v1/auth/login", json={"email": EMAIL, "password": "x"}, headers=headers)
    assert services.audit.list_all()[0]["remote_address"] == "198.51.100.9"


def test_accounts_are_asked_once_per_request(client, monkeypatch):
    asked = []
    by_token = Accounts.by_token
    monkeypatch.setattr(Accounts, "by_token", lambda self, *args: asked.append(1) or by_token(self, *args))
    client.get("/api/v1/tenants")
    assert asked == [1]
