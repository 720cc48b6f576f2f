"""Signing in and out, by cookie and by token."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from appliance.accounts.access import COOKIE
from appliance.accounts.models import RefreshToken, SignIn, User
from appliance.accounts.users import UserChange, change_user
from appliance.context import Context
from appliance.database import transaction, utc_now
from tests.integration.appliance.accounts.conftest import PASSWORD, Browser, Cast

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]


def bearer(app: Flask, token: str, path: str = "/api/v1/auth/me", method: str = "GET") -> int:
    client = app.test_client()
    return client.open(path, method=method, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_login_gives_tokens_user_and_cookie(browser: Browsers, cast: Cast) -> None:
    response = browser().login("ANA@acme.example ")
    body = response.get_json()
    assert response.status_code == 200
    assert body["access_token"]
    assert body["refresh_token"]
    assert (
        body["user"].items()
        >= {
            "id": cast.atendente.id,
            "name": "Ana",
            "email": "ana@acme.example",
            "role": "atendente",
            "locale": None,
            "is_active": True,
            "is_online": False,
        }.items()
    )
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie  # gone when the browser closes
    assert "password" not in response.text


def test_remembering_keeps_the_cookie(browser: Browsers, cast: Cast) -> None:
    response = browser().login("ana@acme.example", remember=True)
    assert f"Max-Age={30 * 86400}" in response.headers["Set-Cookie"]


def test_nothing_that_signs_in_is_stored_readable(browser: Browsers, cast: Cast, context: Context) -> None:
    window = browser()
    window.login("ana@acme.example")
    cookie = window.client.get_cookie(COOKIE)
    assert cookie is not None
    with context.sessions() as session:
        sign_in = session.scalars(select(SignIn)).one()
        refresh = session.scalars(select(RefreshToken)).one()
    assert sign_in.cookie_hash != cookie.value
    assert refresh.token_hash != window.tokens["refresh_token"]


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@acme.example", "wrong"), ("nobody@acme.example", PASSWORD), ("otto@acme.example", PASSWORD)],
    ids=["wrong password", "unknown e-mail", "deactivated"],
)
def test_every_refusal_reads_the_same(browser: Browsers, cast: Cast, email: str, password: str) -> None:
    response = browser().login(email, password)
    assert response.status_code == 401
    assert response.get_json() == {
        "error": {"code": "wrong_credentials", "message": "E-mail ou senha incorretos.", "details": {}}
    }
    assert "Set-Cookie" not in response.headers


def test_me_says_who_where_and_how_the_ai_is(as_user: AsUser, cast: Cast) -> None:
    body = as_user(cast.atendente).me().get_json()
    assert body["user"]["email"] == "ana@acme.example"
    assert body["tenant"] == {
        "slug": "acme",
        "name": "ACME",
        "locale": "pt-BR",
        "timezone": "America/Sao_Paulo",
    }
    assert body["ai"] == {"state": "ok"}
    assert body["csrf_token"]


def test_without_a_sign_in_nobody_is_anybody(browser: Browsers, context: Context) -> None:
    response = browser().me()
    assert response.status_code == 401
    assert response.get_json()["error"]["code"] == "not_signed_in"


def test_each_login_is_a_new_session(browser: Browsers, cast: Cast) -> None:
    window = browser()
    window.login("ana@acme.example")
    first = window.client.get_cookie(COOKIE)
    window.login("ana@acme.example")
    second = window.client.get_cookie(COOKIE)
    assert first is not None
    assert second is not None
    assert first.value != second.value


def test_a_cookie_alone_changes_nothing(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.admin)
    window.headers = {}
    response = window.send("POST", "/api/v1/auth/logout")
    assert response.status_code == 403
    assert response.get_json()["error"]["code"] == "csrf"
    assert window.me().status_code == 200


def test_the_csrf_token_of_another_session_is_refused(as_user: AsUser, cast: Cast) -> None:
    window, other = as_user(cast.admin), as_user(cast.admin)
    window.headers = other.headers
    assert window.send("POST", "/api/v1/auth/logout").status_code == 403


def test_logout_ends_cookie_and_tokens_of_this_sign_in_only(as_user: AsUser, cast: Cast, app: Flask) -> None:
    window, other = as_user(cast.atendente), as_user(cast.atendente)
    cookie = window.client.get_cookie(COOKIE)
    assert cookie is not None
    assert window.send("POST", "/api/v1/auth/logout").status_code == 204
    assert window.client.get_cookie(COOKIE) is None
    window.client.set_cookie(COOKIE, cookie.value)  # a copied cookie is as dead
    assert window.me().status_code == 401
    assert bearer(app, window.tokens["access_token"]) == 401
    refreshed = window.client.post(
        "/api/v1/auth/refresh-token", json={"refresh_token": window.tokens["refresh_token"]}
    )
    assert refreshed.status_code == 401
    assert other.me().status_code == 200


def test_a_bearer_token_needs_no_csrf(as_user: AsUser, cast: Cast, app: Flask) -> None:
    token = as_user(cast.atendente).tokens["access_token"]
    assert bearer(app, token) == 200
    assert bearer(app, token, "/api/v1/auth/logout", "POST") == 204
    assert bearer(app, token) == 401


def test_a_bearer_token_dies_after_fifteen_minutes(as_user: AsUser, cast: Cast, app: Flask) -> None:
    token = as_user(cast.atendente).tokens["access_token"]
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert bearer(app, token) == 401


def test_a_wrong_bearer_token_is_not_saved_by_the_cookie(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.admin)
    for header in ("Bearer nonsense", "Basic YTpi", "Bearer", ""):
        assert window.client.get("/api/v1/auth/me", headers={"Authorization": header}).status_code == 401


def test_a_refresh_token_works_once(browser: Browsers, cast: Cast, app: Flask) -> None:
    window = browser()
    first = window.login("ana@acme.example").get_json()["refresh_token"]
    response = window.client.post("/api/v1/auth/refresh-token", json={"refresh_token": first})
    assert response.status_code == 200
    tokens = response.get_json()
    assert tokens["refresh_token"] != first
    assert tokens["user"]["email"] == "ana@acme.example"
    assert bearer(app, tokens["access_token"]) == 200


def test_a_refresh_token_used_twice_ends_the_whole_family(browser: Browsers, cast: Cast, app: Flask) -> None:
    window = browser()
    first = window.login("ana@acme.example").get_json()["refresh_token"]
    refresh = "/api/v1/auth/refresh-token"
    second = window.client.post(refresh, json={"refresh_token": first}).get_json()
    assert window.client.post(refresh, json={"refresh_token": first}).status_code == 401
    assert window.client.post(refresh, json={"refresh_token": second["refresh_token"]}).status_code == 401
    assert bearer(app, second["access_token"]) == 401
    assert window.me().status_code == 401


def test_a_refresh_token_lives_seven_days(browser: Browsers, cast: Cast) -> None:
    window = browser()
    token = window.login("ana@acme.example").get_json()["refresh_token"]
    with time_machine.travel(utc_now() + timedelta(days=7, minutes=1)):
        response = window.client.post("/api/v1/auth/refresh-token", json={"refresh_token": token})
    assert response.status_code == 401


def test_an_unknown_refresh_token_is_refused(browser: Browsers, context: Context) -> None:
    response = browser().client.post("/api/v1/auth/refresh-token", json={"refresh_token": "x"})
    assert response.get_json()["error"]["code"] == "invalid_refresh_token"


def test_an_idle_session_ends(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    with time_machine.travel(utc_now() + timedelta(hours=12, minutes=1)):
        assert window.me().status_code == 401


def test_a_busy_session_goes_on_until_its_absolute_limit(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    start = utc_now()
    for hours in range(11, 30 * 24, 11):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert window.me().status_code == 200
    with time_machine.travel(start + timedelta(days=30, minutes=1)):
        assert window.me().status_code == 401


@pytest.mark.parametrize(
    "change",
    [UserChange(is_active=False), UserChange(role="gerente"), UserChange(password="another good one")],
    ids=["deactivated", "role", "password"],
)
def test_what_concerns_access_signs_out_at_once(
    as_user: AsUser, cast: Cast, app: Flask, context: Context, change: UserChange
) -> None:
    window = as_user(cast.atendente)
    change_user(context.sessions, cast.atendente.id, change)
    assert window.me().status_code == 401
    assert bearer(app, window.tokens["access_token"]) == 401
    refreshed = window.client.post(
        "/api/v1/auth/refresh-token", json={"refresh_token": window.tokens["refresh_token"]}
    )
    assert refreshed.status_code == 401


def test_expired_sign_ins_are_swept_at_the_next_login(as_user: AsUser, cast: Cast, context: Context) -> None:
    as_user(cast.atendente)
    with transaction(context.sessions) as session:
        session.scalars(select(SignIn)).one().expires_at = utc_now() - timedelta(days=1)
    as_user(cast.atendente)
    with context.sessions() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


@pytest.mark.parametrize("body", [{}, {"email": "ana@acme.example"}, {"email": 1, "password": 2}, []])
def test_a_malformed_login_is_told_what_is_wrong(browser: Browsers, context: Context, body: object) -> None:
    response = browser().client.post("/api/v1/auth/login", json=body)
    assert response.status_code == 422
    assert response.get_json()["error"]["details"]
