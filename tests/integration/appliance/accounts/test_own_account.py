"""One's own name, language and password."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.accounts.own_password import MOST
from appliance.context import Context
from appliance.mail.models import Mail
from tests.integration.appliance.accounts.conftest import PASSWORD, Browser, Cast, audited

pytestmark = pytest.mark.integration

AsUser = Callable[[User], Browser]
FRESH = "nove bicicletas vermelhas"


def change(window: Browser, current: str = PASSWORD, new: str = FRESH) -> tuple[int, str]:
    body = {"current_password": current, "password": new}
    response = window.send("POST", "/api/v1/auth/password", body)
    return response.status_code, response.get_json()["error"]["code"] if response.data else ""


def test_name_and_language_are_one_s_own(as_user: AsUser, cast: Cast, context: Context) -> None:
    window = as_user(cast.atendente)
    body = window.send("PATCH", "/api/v1/auth/me", {"name": "Ana Lúcia", "locale": "es"}).get_json()
    assert (body["name"], body["locale"]) == ("Ana Lúcia", "es")
    assert window.me().get_json()["user"]["name"] == "Ana Lúcia"
    assert ("user.changed", str(cast.atendente.id)) in audited(context)


@pytest.mark.parametrize(
    "body", [{"role": "admin"}, {"email": "x@acme.example"}, {"name": " "}, {"locale": "xx"}]
)
def test_nothing_else_is(as_user: AsUser, cast: Cast, body: dict[str, str]) -> None:
    window = as_user(cast.atendente)
    assert window.send("PATCH", "/api/v1/auth/me", body).status_code == 422
    assert window.me().get_json()["user"]["role"] == "atendente"


def test_a_new_password_ends_the_other_sessions(as_user: AsUser, cast: Cast, context: Context) -> None:
    here, there = as_user(cast.atendente), as_user(cast.atendente)
    assert change(here) == (204, "")
    assert (here.me().status_code, there.me().status_code) == (200, 401)
    assert there.login("ana@acme.example", PASSWORD).status_code == 401
    assert there.login("ana@acme.example", FRESH).status_code == 200
    assert ("user.password_changed", str(cast.atendente.id)) in audited(context)


def test_it_takes_the_current_one(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    assert change(window, "a wrong guess") == (422, "wrong_password")
    assert change(window, new="ana@acme.example") == (422, "weak_password")
    assert window.login("ana@acme.example").status_code == 200


def test_the_current_one_is_not_guessed_for_ever(as_user: AsUser, cast: Cast) -> None:
    window = as_user(cast.atendente)
    refused = [change(window, "a wrong guess")[0] for _ in range(MOST + 1)]
    assert refused == [422] * MOST + [429]


def test_the_person_is_told(mailing_browser: Callable[[], Browser], cast: Cast, mailing: Context) -> None:
    window = mailing_browser()
    window.login("ana@acme.example")
    assert change(window) == (204, "")
    with mailing.sessions() as session:
        mail = session.scalars(select(Mail)).one()
    assert (mail.user_id, mail.kind, mail.link_id) == (cast.atendente.id, "password_changed", None)
