"""A new password by a link from an e-mail, and nothing for whoever fishes for e-mails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from appliance.accounts import password_reset
from appliance.accounts.models import AccountLink, User
from appliance.context import Context
from appliance.database import utc_now
from appliance.mail.models import Mail
from tests.integration.appliance.accounts.conftest import (
    PASSWORD,
    Browser,
    Cast,
    audited,
    link_of,
    set_up_second_factor,
)

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]
PATH = "/api/v1/auth/password-reset"
ANA, FRESH = "ana@acme.example", "nove bicicletas vermelhas"


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What it would have waited is kept instead."""
    waited: list[float] = []
    monkeypatch.setattr(password_reset.time, "sleep", waited.append)
    return waited


def ask(window: Browser, email: str = ANA) -> tuple[int, bytes]:
    response = window.client.post(PATH, json={"email": email})
    return response.status_code, response.data


def choose(window: Browser, token: str, password: str = FRESH) -> int:
    return window.client.post(f"{PATH}/{token}", json={"password": password}).status_code


def test_the_answer_is_the_same_for_everybody(
    mailing_browser: Browsers, cast: Cast, mailing: Context, _without_waiting: list[float]
) -> None:
    answers = {ask(mailing_browser(), email) for email in (ANA, "nobody@acme.example", "otto@acme.example")}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 202
    assert len(_without_waiting) == 3  # each takes as long as the slowest should
    with mailing.sessions() as session:
        assert [mail.user_id for mail in session.scalars(select(Mail))] == [cast.atendente.id]


def test_the_link_changes_the_password_and_ends_every_session(
    as_user: AsUser, mailing_browser: Browsers, cast: Cast, mailing: Context
) -> None:
    signed_in = as_user(cast.atendente)
    ask(mailing_browser())
    token = link_of(mailing, cast.atendente.id, "password_reset")
    window = mailing_browser()
    assert window.client.get(f"{PATH}/{token}").get_json() == {"name": "Ana", "email": ANA}
    assert choose(window, token) == 204
    assert signed_in.me().status_code == 401
    assert window.me().status_code == 401  # one signs in as ever
    assert window.login(ANA, PASSWORD).status_code == 401
    assert window.login(ANA, FRESH).status_code == 200
    assert choose(mailing_browser(), token, "outra frase bem longa") == 410
    with mailing.sessions() as session:
        kinds = list(session.scalars(select(Mail.kind).order_by(Mail.id)))
    assert kinds == ["password_reset", "password_changed"]
    assert ("user.password_reset", str(cast.atendente.id)) in audited(mailing)


def test_the_second_factor_is_asked_for_as_ever(
    mailing_browser: Browsers, cast: Cast, mailing: Context
) -> None:
    set_up_second_factor(mailing, cast.atendente)
    ask(mailing_browser())
    assert choose(mailing_browser(), link_of(mailing, cast.atendente.id, "password_reset")) == 204
    error = mailing_browser().login(ANA, FRESH).get_json()["error"]
    assert error["code"] == "second_factor_required"


def test_a_new_link_voids_the_one_before(mailing_browser: Browsers, cast: Cast, mailing: Context) -> None:
    ask(mailing_browser())
    first = link_of(mailing, cast.atendente.id, "password_reset")
    ask(mailing_browser())
    assert choose(mailing_browser(), first) == 410
    assert choose(mailing_browser(), link_of(mailing, cast.atendente.id, "password_reset")) == 204


def test_it_lives_an_hour(mailing_browser: Browsers, cast: Cast, mailing: Context) -> None:
    ask(mailing_browser())
    token = link_of(mailing, cast.atendente.id, "password_reset")
    with time_machine.travel(utc_now() + timedelta(minutes=61)):
        assert choose(mailing_browser(), token) == 410


def test_a_weak_password_leaves_the_link(mailing_browser: Browsers, cast: Cast, mailing: Context) -> None:
    ask(mailing_browser())
    token = link_of(mailing, cast.atendente.id, "password_reset")
    assert choose(mailing_browser(), token, "ana@acme.example") == 422
    assert choose(mailing_browser(), token) == 204


def test_nobody_s_mailbox_is_flooded(mailing_browser: Browsers, cast: Cast, mailing: Context) -> None:
    for email in (ANA, "nobody@acme.example"):
        statuses = [ask(mailing_browser(), email)[0] for _ in range(password_reset.MOST + 1)]
        assert statuses == [202] * password_reset.MOST + [429]  # nor does this tell who is there
    with mailing.sessions() as session:
        assert len(session.scalars(select(AccountLink)).all()) == password_reset.MOST


def test_one_address_does_not_ask_for_ever(mailing_browser: Browsers, cast: Cast) -> None:
    statuses = [ask(mailing_browser(), f"user{number}@acme.example")[0] for number in range(31)]
    assert statuses == [202] * 30 + [429]


def test_links_are_not_tried_one_after_the_other(mailing_browser: Browsers, cast: Cast) -> None:
    statuses = [choose(mailing_browser(), f"guess{number}") for number in range(31)]
    assert statuses == [410] * 30 + [429]


def test_who_manages_people_has_the_link_sent(
    mailing_browser: Browsers, cast: Cast, mailing: Context
) -> None:
    admin = mailing_browser()
    admin.login("alice@acme.example")
    sent = admin.send("POST", f"/api/v1/users/{cast.atendente.id}/password-reset")
    assert (sent.status_code, sent.get_json()) == (200, {"url": None})
    with mailing.sessions() as session:
        assert [mail.user_id for mail in session.scalars(select(Mail))] == [cast.atendente.id]
    assert audited(mailing)[-1] == ("user.password_reset_sent", str(cast.atendente.id))
    assert mailing_browser().login(ANA).status_code == 200  # the password they have stays until then
    assert choose(mailing_browser(), link_of(mailing, cast.atendente.id, "password_reset")) == 204


def test_where_no_email_brings_it_the_link_is_handed_over(as_user: AsUser, cast: Cast) -> None:
    sent = as_user(cast.admin).send("POST", f"/api/v1/users/{cast.atendente.id}/password-reset")
    assert "/password-reset/" in sent.get_json()["url"]


def test_it_is_sent_only_by_who_may_and_to_who_has_a_password(
    as_user: AsUser, cast: Cast, context: Context
) -> None:
    with context.sessions() as session:
        otto = session.scalars(select(User.id).where(User.email == "otto@acme.example")).one()
    path = "/api/v1/users/{}/password-reset"
    assert as_user(cast.gerente).send("POST", path.format(cast.atendente.id)).status_code == 403
    assert as_user(cast.admin).send("POST", path.format(otto)).get_json()["error"]["code"] == "no_password"
    assert as_user(cast.admin).send("POST", path.format(10**6)).status_code == 404
