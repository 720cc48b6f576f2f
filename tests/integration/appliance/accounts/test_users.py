"""The client's people over the API."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from appliance.accounts import presence
from appliance.accounts.first_users import create_first_users
from appliance.accounts.models import User
from appliance.accounts.users import NewUser, UserChange, change_user, create_user
from appliance.context import Context
from appliance.errors import Conflict, InvalidInput
from tests.integration.appliance.accounts.conftest import PASSWORD, Browser, Cast

pytestmark = pytest.mark.integration

AsUser = Callable[[User], Browser]
USERS = "/api/v1/users"
BIA = {"name": "Bia", "email": "Bia@acme.example", "password": PASSWORD, "role": "atendente"}


def test_everybody_signed_in_sees_the_people(as_user: AsUser, cast: Cast) -> None:
    response = as_user(cast.atendente).client.get(USERS)
    people = response.get_json()["data"]
    assert [person["name"] for person in people] == ["Otto", "Alice", "Gil", "Ana"]
    assert [person["is_active"] for person in people] == [False, True, True, True]
    assert "password" not in response.text


def test_the_list_comes_in_pages(as_user: AsUser, cast: Cast) -> None:
    client = as_user(cast.atendente).client
    first = client.get(USERS, query_string={"limit": 3}).get_json()
    second = client.get(USERS, query_string={"limit": 3, "cursor": first["next_cursor"]}).get_json()
    assert [len(first["data"]), len(second["data"])] == [3, 1]
    assert second["next_cursor"] is None


def test_an_admin_creates_somebody_who_then_signs_in(
    as_user: AsUser, cast: Cast, browser: Callable[[], Browser]
) -> None:
    response = as_user(cast.admin).send("POST", USERS, BIA)
    assert response.status_code == 201
    assert response.get_json()["email"] == "bia@acme.example"
    assert browser().login("bia@acme.example").status_code == 200


@pytest.mark.parametrize("role", ["gerente", "atendente"])
def test_nobody_else_does(as_user: AsUser, cast: Cast, role: str) -> None:
    window = as_user(getattr(cast, role))
    for method, path in (("POST", USERS), ("PATCH", f"{USERS}/{cast.atendente.id}")):
        response = window.send(method, path, {"nonsense": True})  # permission comes before validation
        assert response.status_code == 403
        assert response.get_json()["error"]["code"] == "not_allowed"


def test_an_email_belongs_to_one(as_user: AsUser, cast: Cast) -> None:
    response = as_user(cast.admin).send("POST", USERS, {**BIA, "email": "ANA@acme.example"})
    assert response.status_code == 409
    assert response.get_json()["error"]["code"] == "email_taken"


def test_a_short_password_is_refused(as_user: AsUser, cast: Cast) -> None:
    response = as_user(cast.admin).send("POST", USERS, {**BIA, "password": "short"})
    assert response.status_code == 422
    assert response.get_json()["error"]["code"] == "weak_password"


def test_a_name_is_changed_without_signing_out(as_user: AsUser, cast: Cast) -> None:
    ana = as_user(cast.atendente)
    response = as_user(cast.admin).send("PATCH", f"{USERS}/{cast.atendente.id}", {"name": "Ana Maria"})
    assert response.get_json()["name"] == "Ana Maria"
    assert ana.me().get_json()["user"]["name"] == "Ana Maria"


@pytest.mark.parametrize(
    ("change", "reason"), [({"is_active": False}, "disabled"), ({"role": "gerente"}, "access_changed")]
)
def test_whose_session_ended_by_it_is_told_why(
    as_user: AsUser, cast: Cast, change: dict[str, object], reason: str
) -> None:
    """Nobody else is: neither who signed out, nor who comes with no cookie, or with another's token."""
    window, signed_out = as_user(cast.atendente), as_user(cast.atendente)
    cookie = signed_out.client.get_cookie("guiche_session")
    assert cookie is not None
    assert signed_out.send("POST", "/api/v1/auth/logout").status_code == 204
    signed_out.client.set_cookie("guiche_session", cookie.value)
    assert as_user(cast.admin).send("PATCH", f"{USERS}/{cast.atendente.id}", change).status_code == 200

    def reason_for(one: Browser, **headers: str) -> object:
        answer = one.client.get("/api/v1/auth/me", headers=headers)
        assert answer.status_code == 401
        return answer.get_json()["error"]["details"].get("reason")

    assert reason_for(window) == reason
    assert reason_for(signed_out) is None
    assert reason_for(window, Authorization="Bearer x") is None


def test_somebody_deactivated_is_out_at_once(as_user: AsUser, cast: Cast) -> None:
    ana = as_user(cast.atendente)
    response = as_user(cast.admin).send("PATCH", f"{USERS}/{cast.atendente.id}", {"is_active": False})
    assert response.get_json()["is_active"] is False
    assert ana.me().status_code == 401
    assert ana.login("ana@acme.example").status_code == 401


def test_an_unknown_person_is_not_found(as_user: AsUser, cast: Cast) -> None:
    assert as_user(cast.admin).send("PATCH", f"{USERS}/999999", {"name": "X"}).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "gerente"}])
def test_the_last_admin_stays(as_user: AsUser, cast: Cast, change: dict[str, object]) -> None:
    response = as_user(cast.admin).send("PATCH", f"{USERS}/{cast.admin.id}", change)
    assert response.status_code == 409
    assert response.get_json()["error"]["code"] == "last_admin"


def test_of_two_admins_who_demote_each_other_one_stays(context: Context, cast: Cast) -> None:
    other = create_user(context.sessions, NewUser("Zoe", "zoe@acme.example", PASSWORD, "admin"))
    barrier = threading.Barrier(2)

    def demote(user_id: int) -> None:
        barrier.wait()
        with suppress(Conflict):
            change_user(context.sessions, user_id, UserChange(role="atendente"))

    threads = [threading.Thread(target=demote, args=(user.id,)) for user in (cast.admin, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with context.sessions() as session:
        admins = session.scalar(select(func.count()).where(User.role == "admin"))
    assert admins == 1


def test_online_are_those_seen_lately(as_user: AsUser, cast: Cast, context: Context) -> None:
    presence.seen(context.redis, cast.atendente.id)
    presence.seen(context.redis, cast.gerente.id)
    presence.gone(context.redis, cast.gerente.id)
    context.redis.zadd("presence", {str(cast.admin.id): 1.0})
    online = as_user(cast.gerente).client.get(f"{USERS}/online").get_json()
    assert [(person["name"], person["is_online"]) for person in online["data"]] == [("Ana", True)]


FIRST = json.dumps([{"name": "Rui", "email": "Rui@acme.example", "password": PASSWORD, "role": "admin"}])


def test_first_users_are_created_once(context: Context) -> None:
    assert create_first_users(context.sessions, FIRST) == ["rui@acme.example"]
    assert create_first_users(context.sessions, FIRST) == []


@pytest.mark.parametrize("document", ["", "{}", "[1]", '[{"name": "Rui"}]', FIRST.replace("admin", "root")])
def test_a_wrong_list_of_first_users_is_refused(context: Context, document: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_first_users(context.sessions, document)
    assert PASSWORD not in str(refused.value)
