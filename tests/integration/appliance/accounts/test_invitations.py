"""Inviting people: a link that is good once, and what becomes of whoever follows it or does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from appliance.accounts.models import AccountLink, Role, User
from appliance.accounts.users import UserChange, change_user, require_attendant
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.errors import Conflict
from appliance.mail.models import Mail
from tests.integration.appliance.accounts.conftest import Browser, Cast, audited, link_of

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]
BIA = {"name": "Bia Souza", "email": " Bia@acme.example ", "role": "atendente"}
OWN = "nove bicicletas vermelhas"


def invited(window: Browser, **more: Any) -> dict[str, Any]:
    response = window.send("POST", "/api/v1/users/invitations", {**BIA, **more})
    assert response.status_code == 201, response.get_json()
    return dict(response.get_json())


def accept(window: Browser, token: str, password: str = OWN) -> tuple[int, Any]:
    response = window.enter(f"/invitations/{token}", {"password": password})
    body = response.get_json()
    return response.status_code, body["error"]["code"] if "error" in body else body


@pytest.fixture
def admin(as_user: AsUser, cast: Cast) -> Browser:
    return as_user(cast.admin)


def test_whoever_follows_the_link_chooses_a_password_and_is_in(
    admin: Browser, browser: Browsers, context: Context
) -> None:
    queue_id = admin.send("POST", "/api/v1/queues", {"name": "Vendas"}).get_json()["id"]
    bia = invited(admin, queue_ids=[queue_id], locale="es")
    assert (bia["state"], bia["email"], bia["queue_ids"]) == ("invited", "bia@acme.example", [queue_id])
    token = link_of(context, bia["id"], "invitation")
    window = browser()
    shown = window.client.get(f"/api/v1/auth/invitations/{token}").get_json()
    assert shown == {"name": "Bia Souza", "email": "bia@acme.example", "locale": "es", "tenant": "ACME"}
    status, tokens = accept(window, token)
    assert (status, tokens["user"]["id"]) == (200, bia["id"])
    me = window.me().get_json()
    assert (me["user"]["name"], me["queue_ids"]) == ("Bia Souza", [queue_id])
    assert browser().login("bia@acme.example", OWN).status_code == 200
    person = str(bia["id"])
    actions = [action for action, subject in audited(context) if subject == person]
    assert actions == ["user.invited", "user.accepted"]


def test_before_that_nobody_signs_in(admin: Browser, browser: Browsers, context: Context) -> None:
    bia = invited(admin)
    for password in ("", "!", OWN):
        assert browser().login("bia@acme.example", password).status_code in {401, 422}
    with context.sessions() as session, pytest.raises(Conflict, match="não atende"):
        require_attendant(session, bia["id"])


def test_the_link_is_good_once(admin: Browser, browser: Browsers, context: Context) -> None:
    token = link_of(context, invited(admin)["id"], "invitation")
    assert accept(browser(), token)[0] == 200
    assert accept(browser(), token, "outra frase bem longa") == (410, "link_gone")
    assert browser().client.get(f"/api/v1/auth/invitations/{token}").status_code == 410
    assert browser().login("bia@acme.example", OWN).status_code == 200


def test_it_lives_72_hours(admin: Browser, browser: Browsers, context: Context) -> None:
    token = link_of(context, invited(admin)["id"], "invitation")
    with time_machine.travel(utc_now() + timedelta(hours=71, minutes=55)):
        assert browser().client.get(f"/api/v1/auth/invitations/{token}").status_code == 200
    with time_machine.travel(utc_now() + timedelta(hours=72, minutes=1)):
        assert accept(browser(), token) == (410, "link_gone")


def test_only_its_hash_is_stored(admin: Browser, context: Context) -> None:
    bia = invited(admin)
    token = link_of(context, bia["id"], "invitation")
    with context.sessions() as session:
        link = session.scalars(select(AccountLink)).one()
    assert token not in repr(vars(link))
    assert len(token) == 43


@pytest.mark.parametrize("token", ["nonsense", "A" * 43, "%00", "x" * 2000])
def test_a_made_up_link_leads_nowhere(browser: Browsers, cast: Cast, token: str) -> None:
    assert browser().client.get(f"/api/v1/auth/invitations/{token}").status_code == 410


def test_a_link_for_a_new_password_is_no_invitation(
    browser: Browsers, cast: Cast, mailing_browser: Browsers, context: Context
) -> None:
    mailing_browser().client.post("/api/v1/auth/password-reset", json={"email": "ana@acme.example"})
    token = link_of(context, cast.atendente.id, "password_reset")
    assert accept(browser(), token) == (410, "link_gone")


@pytest.mark.parametrize(
    "password",
    ["short", "bia souza 2026", "senha12345678", "ACME bia souza"],
    ids=["short", "own", "common", "tenant"],
)
def test_a_weak_password_is_told_and_the_link_stays(
    admin: Browser, browser: Browsers, context: Context, password: str
) -> None:
    token = link_of(context, invited(admin)["id"], "invitation")
    assert accept(browser(), token, password) == (422, "weak_password")
    assert accept(browser(), token)[0] == 200


def test_sent_again_the_link_before_is_void(admin: Browser, browser: Browsers, context: Context) -> None:
    bia = invited(admin)
    first = link_of(context, bia["id"], "invitation")
    assert admin.send("POST", f"/api/v1/users/{bia['id']}/invitation").status_code == 200
    second = link_of(context, bia["id"], "invitation")
    assert accept(browser(), first) == (410, "link_gone")
    assert accept(browser(), second)[0] == 200
    again = admin.send("POST", f"/api/v1/users/{bia['id']}/invitation")
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "already_accepted")


def test_revoked_it_never_was(admin: Browser, browser: Browsers, context: Context) -> None:
    bia = invited(admin)
    token = link_of(context, bia["id"], "invitation")
    assert admin.send("DELETE", f"/api/v1/users/{bia['id']}/invitation").status_code == 204
    assert accept(browser(), token) == (410, "link_gone")
    assert invited(admin)["state"] == "invited"  # the e-mail is free again
    assert ("user.invitation_revoked", str(bia["id"])) in audited(context)


def test_who_accepted_is_not_revoked(admin: Browser, cast: Cast) -> None:
    response = admin.send("DELETE", f"/api/v1/users/{cast.atendente.id}/invitation")
    assert (response.status_code, response.get_json()["error"]["code"]) == (409, "already_accepted")


def test_who_was_disabled_meanwhile_does_not_get_in(
    admin: Browser, browser: Browsers, context: Context
) -> None:
    bia = invited(admin)
    token = link_of(context, bia["id"], "invitation")
    admin.send("PATCH", f"/api/v1/users/{bia['id']}", {"is_active": False})
    assert accept(browser(), token) == (410, "link_gone")


def test_another_e_mail_voids_the_link_that_the_first_one_got(
    admin: Browser, browser: Browsers, context: Context
) -> None:
    bia = invited(admin)
    token = link_of(context, bia["id"], "invitation")
    admin.send("PATCH", f"/api/v1/users/{bia['id']}", {"email": "beatriz@acme.example"})
    assert accept(browser(), token) == (410, "link_gone")


def test_without_a_mail_server_the_link_is_handed_over(admin: Browser, browser: Browsers) -> None:
    bia = invited(admin)
    assert bia["invitation"]["mail"] is None
    url = bia["invitation"]["url"]
    assert url.startswith("http://acme.localhost:8080/invitation/")
    assert accept(browser(), url.rpartition("/")[2])[0] == 200
    [listed] = [one for one in _accounts(admin) if one["id"] == bia["id"]]
    assert (listed["state"], listed["invitation"]) == ("active", None)


def test_with_one_only_the_e_mail_brings_it(mailing_browser: Browsers, cast: Cast, mailing: Context) -> None:
    admin = mailing_browser()
    admin.login("alice@acme.example")
    bia = invited(admin)
    assert (bia["invitation"]["mail"], bia["invitation"]["url"]) == ("queued", None)
    with transaction(mailing.sessions) as session:
        session.execute(update(Mail).values(status="failed", error="recipient_refused", detail="550 no"))
    [failed] = [one["invitation"] for one in _accounts(admin) if one["id"] == bia["id"]]
    assert (failed["mail"], failed["error"], failed["detail"]) == ("failed", "recipient_refused", "550 no")
    assert failed["url"]


def test_nobody_invites_who_may_not(as_user: AsUser, cast: Cast) -> None:
    for role in (cast.gerente, cast.atendente):
        assert as_user(role).send("POST", "/api/v1/users/invitations", BIA).status_code == 403


def test_nobody_invites_somebody_who_may_more(as_user: AsUser, cast: Cast, context: Context) -> None:
    with transaction(context.sessions) as session:
        permissions = ["self", "user.read", "user.manage"]
        session.execute(update(Role).where(Role.key == "gerente").values(permissions=permissions))
    window = as_user(cast.gerente)
    for role in ("admin", "atendente"):
        response = window.send("POST", "/api/v1/users/invitations", {**BIA, "role": role})
        assert (response.status_code, response.get_json()["error"]["code"]) == (403, "beyond_own")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"email": "ana@acme.example"}, "email_taken"),
        ({"role": "nonsense"}, "unknown_role"),
        ({"queue_ids": [999]}, "unknown_queue"),
        ({"email": "no address"}, "invalid_input"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "invalid_input"),
        ({"name": "  "}, "invalid_input"),
    ],
)
def test_what_cannot_be_is_said(admin: Browser, more: dict[str, Any], code: str) -> None:
    response = admin.send("POST", "/api/v1/users/invitations", {**BIA, **more})
    assert response.get_json()["error"]["code"] == code


def test_an_invited_admin_does_not_count_as_the_one_who_stays(
    admin: Browser, cast: Cast, context: Context
) -> None:
    invited(admin, role="admin")
    with pytest.raises(Conflict) as refused:
        change_user(context.sessions, cast.admin.id, UserChange(role="atendente"))
    assert refused.value.code == "last_admin"


def _accounts(window: Browser) -> list[dict[str, Any]]:
    return list(window.client.get("/api/v1/users/accounts").get_json()["data"])
