"""Where people are signed in, ending it, and the history of how they came."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from appliance.accounts import history
from appliance.accounts.models import SignInAttempt, User
from appliance.accounts.visitor import Visitor
from appliance.context import Context
from appliance.database import transaction, utc_now
from tests.integration.appliance.accounts.conftest import Browser, Cast, audited, set_up_second_factor

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]
OWN, HISTORY = "/api/v1/auth/sessions", "/api/v1/auth/sign-ins"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def list_of(window: Browser, path: str = OWN) -> list[dict[str, object]]:
    return list(window.client.get(path).get_json()["data"])


def test_a_session_says_where_on_what_and_since_when(browser: Browsers, cast: Cast) -> None:
    window = browser()
    window.client.environ_base["HTTP_USER_AGENT"] = FIREFOX["User-Agent"]
    window.login("ana@acme.example")
    [one] = list_of(window)
    assert one["device"] == {"browser": "Firefox", "system": "Linux"}
    assert one["address"] == "127.0.0.1"
    assert one["is_current"] is True
    assert str(one["created_at"]).endswith("Z")


def test_one_is_ended_and_the_others_go_on(as_user: AsUser, cast: Cast, context: Context) -> None:
    here, there, elsewhere = (as_user(cast.atendente) for _ in range(3))
    [other] = [one["id"] for one in list_of(there) if one["is_current"]]
    assert here.send("DELETE", f"{OWN}/{other}").status_code == 204
    assert (here.me().status_code, there.me().status_code, elsewhere.me().status_code) == (200, 401, 200)
    assert here.send("DELETE", f"{OWN}/{other}").status_code == 404
    assert ("session.ended", str(cast.atendente.id)) in audited(context)


def test_all_the_others_are_ended(as_user: AsUser, cast: Cast) -> None:
    here, there = as_user(cast.atendente), as_user(cast.atendente)
    somebody_else = as_user(cast.gerente)
    assert here.send("DELETE", OWN).status_code == 204
    assert (here.me().status_code, there.me().status_code) == (200, 401)
    assert somebody_else.me().status_code == 200
    assert len(list_of(here)) == 1


def test_nobody_ends_another_s(as_user: AsUser, cast: Cast) -> None:
    window, other = as_user(cast.gerente), as_user(cast.atendente)
    [session] = list_of(other)
    assert window.send("DELETE", f"{OWN}/{session['id']}").status_code == 404
    for path in (f"/api/v1/users/{cast.atendente.id}/sessions",):
        assert window.client.get(path).status_code == 403
        assert window.send("DELETE", path).status_code == 403
    assert other.me().status_code == 200


def test_an_admin_does(as_user: AsUser, cast: Cast) -> None:
    admin, one, two = as_user(cast.admin), as_user(cast.atendente), as_user(cast.atendente)
    path = f"/api/v1/users/{cast.atendente.id}/sessions"
    ids = [session["id"] for session in list_of(admin, path)]
    assert len(ids) == 2
    assert admin.send("DELETE", f"{path}/{ids[0]}").status_code == 204
    assert sorted([one.me().status_code, two.me().status_code]) == [200, 401]
    assert admin.send("DELETE", path).status_code == 204
    assert (one.me().status_code, two.me().status_code) == (401, 401)
    assert admin.me().status_code == 200


def test_what_ended_or_idled_out_is_not_listed(as_user: AsUser, cast: Cast) -> None:
    as_user(cast.atendente)
    with time_machine.travel(utc_now() + timedelta(hours=13)):
        fresh = as_user(cast.atendente)
        assert len(list_of(fresh)) == 1


def test_every_attempt_is_kept_with_its_reason(
    as_user: AsUser, browser: Browsers, cast: Cast, context: Context
) -> None:
    window = as_user(cast.atendente)
    browser().login("ana@acme.example", "a wrong guess")
    _, codes = set_up_second_factor(context, cast.atendente)
    challenge = window.login("ana@acme.example").get_json()["error"]["details"]["challenge"]
    for code in ("000000", codes[0]):
        window.enter("/login/second-factor", {"challenge": challenge, "code": code})
    found = list_of(window, HISTORY)
    assert [one["outcome"] for one in found] == ["signed_in", "wrong_code", "wrong_password", "signed_in"]
    assert {one["address"] for one in found} == {"127.0.0.1"}


def test_of_people_who_may_not_too(as_user: AsUser, browser: Browsers, cast: Cast) -> None:
    browser().login("otto@acme.example")
    browser().login("otto@acme.example", "a wrong guess")
    found = list_of(as_user(cast.admin), f"/api/v1/users/{cast.outsider.id}/sign-ins")
    assert [one["outcome"] for one in found] == ["wrong_password", "inactive"]
    assert as_user(cast.gerente).client.get(f"/api/v1/users/{cast.outsider.id}/sign-ins").status_code == 403


def test_of_nobody_s_e_mail_the_attempt_is_kept_and_not_the_e_mail(
    browser: Browsers, cast: Cast, context: Context
) -> None:
    browser().login("my-secret-password", "x")
    with context.sessions() as session:
        row = session.scalars(select(SignInAttempt)).one()
    assert (row.user_id, row.outcome) == (None, "unknown")
    assert "my-secret-password" not in repr(vars(row))


def test_the_history_comes_in_pages(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    for _ in range(4):
        history.remember(context.sessions, cast.atendente.id, history.WRONG_PASSWORD, Visitor("10.0.0.1"))
    first = window.client.get(HISTORY, query_string={"limit": 3}).get_json()
    second = window.client.get(HISTORY, query_string={"limit": 3, "cursor": first["next_cursor"]}).get_json()
    assert (len(first["data"]), len(second["data"]), second["next_cursor"]) == (3, 2, None)


def test_it_is_kept_for_half_a_year(cast: Cast, context: Context) -> None:
    for days in (179, 181):
        history.remember(context.sessions, cast.atendente.id, history.SIGNED_IN, Visitor(f"10.0.0.{days}"))
        with transaction(context.sessions) as session:
            session.execute(
                update(SignInAttempt)
                .where(SignInAttempt.address == f"10.0.0.{days}")
                .values(at=utc_now() - timedelta(days=days))
            )
    history.forget_old(context)
    with context.sessions() as session:
        assert [row.address for row in session.scalars(select(SignInAttempt))] == ["10.0.0.179"]
