"""Tokens for programs: a part of what their owner may at this moment, and never an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from appliance.accounts.access import authenticate_socket
from appliance.accounts.api_tokens import MOST, NEVER
from appliance.accounts.models import ApiToken, Role, User
from appliance.accounts.users import UserChange, change_user
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.database import transaction, utc_now
from tests.integration.appliance.accounts.conftest import PASSWORD, Browser, Cast, audited

pytestmark = pytest.mark.integration

AsUser = Callable[[User], Browser]
TOKENS = "/api/v1/auth/api-tokens"


def make(window: Browser, *permissions: str, **more: Any) -> dict[str, Any]:
    response = window.send("POST", TOKENS, {"name": "ERP", "permissions": permissions, **more})
    assert response.status_code == 201, response.get_json()
    return dict(response.get_json())


def ask(app: Flask, token: str, path: str, method: str = "GET", body: Any = None) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "erp/1.0"}
    return app.test_client().open(path, method=method, json=body, headers=headers)


def code_of(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def test_it_is_shown_once_and_stored_as_a_hash(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    made = make(window, "user.read", days=30)
    assert made["token"].startswith("gui_")
    [listed] = window.client.get(TOKENS).get_json()["data"]
    assert listed == {key: value for key, value in made.items() if key != "token"}
    with context.sessions() as session:
        row = session.scalars(select(ApiToken)).one()
        entries = session.scalars(select(AuditEntry)).all()
    assert made["token"] not in repr(vars(row))
    assert made["token"] not in repr([vars(one) for one in entries])
    assert timedelta(days=29) < row.expires_at - utc_now() < timedelta(days=30)


def test_it_does_what_it_holds_and_no_more(as_user: AsUser, cast: Cast, app: Flask) -> None:
    token = make(as_user(cast.gerente), "user.read")["token"]
    assert ask(app, token, "/api/v1/users").status_code == 200
    assert code_of(ask(app, token, "/api/v1/conversations")) == (403, "not_allowed")
    me = ask(app, token, "/api/v1/auth/me").get_json()
    assert me["permissions"] == ["self", "user.read"]
    assert me["csrf_token"] is None


def test_it_never_holds_what_its_owner_does_not(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    for permission in ("report.read", "user.manage", "self", "nonsense"):
        response = window.send("POST", TOKENS, {"name": "x", "permissions": [permission]})
        assert code_of(response) == (422, "beyond_own")


@pytest.mark.parametrize("permission", sorted(NEVER))
def test_not_even_an_admin_s_token_holds_accounts(as_user: AsUser, cast: Cast, permission: str) -> None:
    window = as_user(cast.admin)
    assert permission not in window.client.get(TOKENS).get_json()["grantable"]
    response = window.send("POST", TOKENS, {"name": "x", "permissions": [permission]})
    assert code_of(response) == (422, "beyond_own")


def test_one_s_own_account_is_closed_to_it(as_user: AsUser, cast: Cast, app: Flask) -> None:
    token = make(as_user(cast.admin), "user.read")["token"]
    tries = [
        ("POST", TOKENS, {"name": "x", "permissions": ["user.read"]}),
        ("GET", TOKENS, None),
        ("POST", "/api/v1/auth/password", {"current_password": PASSWORD, "password": "nove bicicletas"}),
        ("PATCH", "/api/v1/auth/me", {"name": "Eve"}),
        ("DELETE", "/api/v1/auth/sessions", None),
        ("POST", "/api/v1/auth/logout", None),
        ("POST", "/api/v1/auth/second-factor", {"password": PASSWORD}),
    ]
    for method, path, body in tries:
        assert code_of(ask(app, token, path, method, body)) == (403, "not_by_token")


def test_it_shrinks_with_its_owner(as_user: AsUser, cast: Cast, app: Flask, context: Context) -> None:
    token = make(as_user(cast.gerente), "user.read", "report.read", "queue.manage")["token"]
    body = {"name": "Vendas"}
    assert ask(app, token, "/api/v1/queues", "POST", body).status_code == 201
    with transaction(context.sessions) as session:
        session.execute(update(Role).where(Role.key == "gerente").values(permissions=["self", "user.read"]))
    assert code_of(ask(app, token, "/api/v1/queues", "POST", body)) == (403, "not_allowed")
    assert ask(app, token, "/api/v1/users").status_code == 200


def test_it_dies_with_its_owner(as_user: AsUser, cast: Cast, app: Flask, context: Context) -> None:
    token = make(as_user(cast.atendente), "user.read")["token"]
    change_user(context.sessions, cast.atendente.id, UserChange(is_active=False))
    assert ask(app, token, "/api/v1/users").status_code == 401


def test_it_waits_for_the_second_factor_of_its_owner(
    as_user: AsUser, cast: Cast, app: Flask, context: Context
) -> None:
    token = make(as_user(cast.atendente), "user.read")["token"]
    with transaction(context.sessions) as session:
        session.execute(update(Role).where(Role.key == "atendente").values(requires_two_factor=True))
    assert code_of(ask(app, token, "/api/v1/users")) == (403, "second_factor_setup")


def test_revoked_or_too_old_it_opens_nothing(as_user: AsUser, cast: Cast, app: Flask) -> None:
    window = as_user(cast.atendente)
    revoked, old = make(window, "user.read"), make(window, "user.read", days=1)
    assert window.send("DELETE", f"{TOKENS}/{revoked['id']}").status_code == 204
    assert ask(app, revoked["token"], "/api/v1/users").status_code == 401
    assert window.send("DELETE", f"{TOKENS}/{revoked['id']}").status_code == 404
    with time_machine.travel(utc_now() + timedelta(days=1, minutes=1)):
        assert ask(app, old["token"], "/api/v1/users").status_code == 401


def test_nobody_revokes_another_s(as_user: AsUser, cast: Cast, app: Flask) -> None:
    made = make(as_user(cast.atendente), "user.read")
    assert as_user(cast.admin).send("DELETE", f"{TOKENS}/{made['id']}").status_code == 404
    assert ask(app, made["token"], "/api/v1/users").status_code == 200


def test_its_last_use_is_known(as_user: AsUser, cast: Cast, app: Flask) -> None:
    window = as_user(cast.atendente)
    token = make(window, "user.read")["token"]
    assert window.client.get(TOKENS).get_json()["data"][0]["last_used_at"] is None
    ask(app, token, "/api/v1/users")
    [used] = window.client.get(TOKENS).get_json()["data"]
    assert used["last_used_at"]
    assert used["last_address"] == "127.0.0.1"


def test_what_it_does_is_audited_in_its_name(
    as_user: AsUser, cast: Cast, app: Flask, context: Context
) -> None:
    made = make(as_user(cast.gerente), "queue.manage")
    ask(app, made["token"], "/api/v1/queues", "POST", {"name": "Vendas"})
    with context.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "queue.created")).one()
    assert (entry.user_id, entry.agent) == (cast.gerente.id, "API «ERP» erp/1.0")
    assert ("api_token.created", str(made["id"])) in audited(context)


@pytest.mark.parametrize("days", [0, 366])
def test_it_lives_a_year_at_most(as_user: AsUser, cast: Cast, days: int) -> None:
    body = {"name": "x", "permissions": ["user.read"], "days": days}
    assert as_user(cast.atendente).send("POST", TOKENS, body).status_code == 422


def test_there_is_an_end_to_them(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    for _ in range(MOST):
        make(window, "user.read")
    response = window.send("POST", TOKENS, {"name": "x", "permissions": ["user.read"]})
    assert code_of(response) == (409, "too_many_tokens")


@pytest.mark.parametrize("token", ["gui_", "gui_nonsense", "gui_" + "A" * 43])
def test_a_made_up_one_is_nobody_s(app: Flask, context: Context, token: str) -> None:
    assert ask(app, token, "/api/v1/auth/me").status_code == 401


def test_it_opens_no_socket(as_user: AsUser, cast: Cast, app: Flask) -> None:
    token = make(as_user(cast.atendente), "conversation.read")["token"]
    with app.test_request_context("/socket.io/"):
        assert authenticate_socket({"token": token}) is None
