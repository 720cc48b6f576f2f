"""Signing in takes two steps for whoever set up an app; who must and has not does nothing else before."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from appliance.accounts.access import COOKIE, authenticate_socket
from appliance.accounts.login_limits import PER_CODE
from appliance.accounts.models import RecoveryCode, Role, SecondFactor, User
from appliance.context import Context
from appliance.database import transaction, utc_now
from foundation import totp
from tests.integration.appliance.accounts.conftest import (
    PASSWORD,
    Browser,
    Cast,
    audited,
    code_now,
    set_up_second_factor,
)

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]
OWN = "/api/v1/auth/second-factor"


def challenge_of(window: Browser, email: str = "ana@acme.example") -> str:
    error = window.login(email).get_json()["error"]
    assert error["code"] == "second_factor_required"
    return str(error["details"]["challenge"])


def second_step(window: Browser, challenge: str, code: str) -> int:
    return window.enter("/login/second-factor", {"challenge": challenge, "code": code}).status_code


def require_of(context: Context, role: str) -> None:
    with transaction(context.sessions) as session:
        session.execute(update(Role).where(Role.key == role).values(requires_two_factor=True))


def test_it_is_set_up_with_password_code_and_recovery_codes(
    as_user: AsUser, cast: Cast, context: Context
) -> None:
    window = as_user(cast.atendente)
    assert window.send("POST", OWN, {"password": "wrong"}).get_json()["error"]["code"] == "wrong_password"
    made = window.send("POST", OWN, {"password": PASSWORD}).get_json()
    assert made["address"].startswith("otpauth://totp/ACME:ana%40acme.example?secret=" + made["secret"])
    assert made["qr"]["path"].startswith("M")
    secret = totp.base64.b32decode(made["secret"])
    assert window.client.get(OWN).get_json()["is_on"] is False
    wrong = window.send("POST", f"{OWN}/confirm", {"code": "000000"})
    assert wrong.get_json()["error"]["code"] == "wrong_code"
    codes = window.send("POST", f"{OWN}/confirm", {"code": code_now(secret)}).get_json()["recovery_codes"]
    assert len(set(codes)) == 10
    state = window.client.get(OWN).get_json()
    assert (state["is_on"], state["recovery_codes_left"], state["is_required"]) == (True, 10, False)
    assert window.send("POST", OWN, {"password": PASSWORD}).status_code == 409
    with context.sessions() as session:
        stored = session.scalars(select(SecondFactor)).one()
        hashes = set(session.scalars(select(RecoveryCode.code_hash)))
    assert made["secret"] not in stored.secret
    assert not hashes & set(codes)
    assert ("user.second_factor_on", str(cast.atendente.id)) in audited(context)


def test_the_password_alone_gives_no_cookie(browser: Browsers, cast: Cast, context: Context) -> None:
    secret, _ = set_up_second_factor(context, cast.atendente)
    window = browser()
    challenge = challenge_of(window)
    assert window.client.get_cookie(COOKIE) is None
    assert window.me().status_code == 401
    assert second_step(window, challenge, code_now(secret)) == 200
    assert window.me().get_json()["user"]["name"] == "Ana"


def test_a_code_is_good_once(browser: Browsers, cast: Cast, context: Context) -> None:
    secret, _ = set_up_second_factor(context, cast.atendente)
    code = code_now(secret)
    assert second_step(browser(), challenge_of(browser()), code) == 200
    assert second_step(browser(), challenge_of(browser()), code) == 401
    assert second_step(browser(), challenge_of(browser()), code_now(secret, -1)) == 401  # nor an older one
    assert second_step(browser(), challenge_of(browser()), code_now(secret, 1)) == 200


def test_a_recovery_code_is_good_once(browser: Browsers, cast: Cast, context: Context) -> None:
    _, codes = set_up_second_factor(context, cast.atendente)
    assert second_step(browser(), challenge_of(browser()), codes[3].upper().replace("-", " ")) == 200
    assert second_step(browser(), challenge_of(browser()), codes[3]) == 401
    assert second_step(browser(), challenge_of(browser()), codes[4]) == 200
    assert ("user.recovery_code_used", str(cast.atendente.id)) in audited(context)


def test_nobody_else_s_code_helps(browser: Browsers, cast: Cast, context: Context) -> None:
    set_up_second_factor(context, cast.atendente)
    secret, codes = set_up_second_factor(context, cast.gerente)
    for code in (code_now(secret), codes[0]):
        assert second_step(browser(), challenge_of(browser()), code) == 401


def test_wrong_codes_are_slowed_whatever_the_challenge(
    browser: Browsers, cast: Cast, context: Context
) -> None:
    secret, _ = set_up_second_factor(context, cast.atendente)
    statuses = [second_step(browser(), challenge_of(browser()), "000000") for _ in range(PER_CODE.free + 2)]
    assert statuses == [401] * (PER_CODE.free + 1) + [429]
    assert second_step(browser(), challenge_of(browser()), code_now(secret)) == 429  # even the right one


def test_a_challenge_dies_with_time_and_with_a_new_password(
    browser: Browsers, cast: Cast, context: Context
) -> None:
    secret, codes = set_up_second_factor(context, cast.atendente)
    challenge = challenge_of(browser())
    with time_machine.travel(utc_now() + timedelta(minutes=6)):
        assert second_step(browser(), challenge, code_now(secret)) == 401
    with transaction(context.sessions) as session:
        session.get_one(User, cast.atendente.id).session_version += 1
    assert second_step(browser(), challenge, codes[0]) == 401
    assert second_step(browser(), "nonsense", codes[0]) == 401


def test_new_recovery_codes_replace_the_old(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    _, old = set_up_second_factor(context, cast.atendente)
    path = f"{OWN}/recovery-codes"
    assert window.send("POST", path, {"password": "wrong"}).status_code == 422
    fresh = window.send("POST", path, {"password": PASSWORD}).get_json()["recovery_codes"]
    assert not set(old) & set(fresh)
    assert second_step(window, challenge_of(window), old[0]) == 401
    assert second_step(window, challenge_of(window), fresh[0]) == 200


def test_it_is_switched_off_with_the_password(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    set_up_second_factor(context, cast.atendente)
    assert window.send("POST", f"{OWN}/remove", {"password": "wrong"}).status_code == 422
    assert window.send("POST", f"{OWN}/remove", {"password": PASSWORD}).status_code == 204
    assert window.login("ana@acme.example").status_code == 200
    with context.sessions() as session:
        assert session.scalars(select(SecondFactor)).all() == []
        assert session.scalars(select(RecoveryCode)).all() == []


def test_whose_role_asks_for_it_does_nothing_before(
    as_user: AsUser, cast: Cast, context: Context, app: Flask
) -> None:
    window = as_user(cast.atendente)
    cookie = window.client.get_cookie(COOKIE)
    assert cookie is not None
    require_of(context, "atendente")
    for path in ("/api/v1/conversations", "/api/v1/users", "/api/v1/auth/api-tokens"):
        refused = window.client.get(path)
        assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "second_factor_setup")
    with app.test_request_context("/socket.io/", headers={"Cookie": f"{COOKIE}={cookie.value}"}):
        assert authenticate_socket(None) is None
    assert window.me().get_json()["must_set_up_second_factor"] is True
    secret = totp.base64.b32decode(window.send("POST", OWN, {"password": PASSWORD}).get_json()["secret"])
    assert window.send("POST", f"{OWN}/confirm", {"code": code_now(secret)}).status_code == 200
    assert window.client.get("/api/v1/conversations").status_code == 200
    assert window.me().get_json()["must_set_up_second_factor"] is False


def test_whose_role_asks_for_it_keeps_it(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    set_up_second_factor(context, cast.atendente)
    require_of(context, "atendente")
    response = window.send("POST", f"{OWN}/remove", {"password": PASSWORD})
    assert (response.status_code, response.get_json()["error"]["code"]) == (409, "second_factor_kept")


def test_an_admin_resets_it_for_whoever_lost_everything(
    as_user: AsUser, cast: Cast, context: Context
) -> None:
    window, admin = as_user(cast.atendente), as_user(cast.admin)
    set_up_second_factor(context, cast.atendente)
    assert admin.send("DELETE", f"/api/v1/users/{cast.atendente.id}/second-factor").status_code == 204
    assert window.me().status_code == 401
    assert window.login("ana@acme.example").status_code == 200
    assert ("user.second_factor_off", str(cast.atendente.id)) in audited(context)


def test_nobody_else_resets_it(as_user: AsUser, cast: Cast, context: Context) -> None:
    set_up_second_factor(context, cast.atendente)
    path = f"/api/v1/users/{cast.atendente.id}/second-factor"
    assert as_user(cast.gerente).send("DELETE", path).status_code == 403
    assert as_user(cast.admin).send("DELETE", "/api/v1/users/999999/second-factor").status_code == 404


def test_a_secret_that_no_longer_opens_leaves_the_recovery_codes(
    browser: Browsers, cast: Cast, context: Context
) -> None:
    secret, codes = set_up_second_factor(context, cast.atendente)
    with transaction(context.sessions) as session:  # as after a new session key
        row = session.get_one(SecondFactor, cast.atendente.id)
        row.secret = row.secret[:-4] + ("AAA=" if not row.secret.endswith("AAA=") else "BBB=")
    assert second_step(browser(), challenge_of(browser()), code_now(secret, 1)) == 401
    assert second_step(browser(), challenge_of(browser()), codes[0]) == 200


def test_the_clock_decides_not_the_order(browser: Browsers, cast: Cast, context: Context) -> None:
    secret, _ = set_up_second_factor(context, cast.atendente)
    far = totp.code_at(secret, int(time.time()) // totp.STEP_SECONDS + 3)
    assert second_step(browser(), challenge_of(browser()), far) == 401
