"""The platform's support: in by a ticket, once; out by time, by an admin, by signing out."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.accounts import presence
from appliance.accounts.access import COOKIE, authenticate_socket
from appliance.accounts.models import SignIn, User
from appliance.accounts.people import acting
from appliance.accounts.permissions import BUILT_IN, SUPPORT, SUPPORT_NEVER
from appliance.audit.models import AuditEntry
from appliance.audit.recording import NOBODY, asked_by
from appliance.board.queries import board
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.mentions.people import people_who_see
from appliance.queues.models import Queue
from appliance.realtime.emitting import CHANNEL
from appliance.realtime.rooms import EVERYBODY, room_of_sign_in
from appliance.restoring import settle_after_restore
from appliance.routing.candidates import candidates_of
from appliance.support.ending import end_due
from appliance.support.models import SupportAccess
from foundation.support_tickets import SECONDS, SupportTicket, sign_ticket
from tests.integration.appliance.accounts.conftest import PASSWORD, Browser, Cast

pytestmark = pytest.mark.integration

Browsers = Callable[[], Browser]
AsUser = Callable[[User], Browser]
OPERATOR = "olga@guiche.example"
REASON = "Cliente não vê as conversas do setor Vendas."
ENTRY, ACCESSES = "/support", "/api/v1/support-accesses"


def until(minutes: float = 15) -> datetime:
    return utc_now().replace(microsecond=0) + timedelta(minutes=minutes)


def ticket(context: Context, *, key: str = "", **more: Any) -> str:
    values: dict[str, Any] = {
        "access_id": str(uuid4()),
        "tenant_id": context.settings.tenant.id,
        "operator": OPERATOR,
        "reason": REASON,
        "until": until(),
    }
    return sign_ticket(key or context.settings.session_key, SupportTicket(**(values | more)))


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, (response.get_json() or {}).get("error", {}).get("code", "")


@dataclass(frozen=True)
class Desk:
    context: Context
    browser: Browsers

    def enter(self, **more: Any) -> Browser:
        """A browser of an operator who came in."""
        window = self.browser()
        assert window.enter(ENTRY, {"ticket": ticket(self.context, **more)}).status_code == 200
        return window

    def newest(self) -> SupportAccess:
        with self.context.sessions() as session:
            return session.scalars(select(SupportAccess).order_by(SupportAccess.id.desc())).all()[0]

    def person(self) -> User:
        with self.context.sessions() as session:
            return acting(session, self.newest().user_id)


@pytest.fixture
def desk(context: Context, browser: Browsers, cast: Cast) -> Desk:
    return Desk(context, browser)


@pytest.fixture
def heard(context: Context) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What was said to sockets since it was asked last."""
    subscription = context.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    subscription.subscribe(CHANNEL)
    subscription.get_message(timeout=1)

    def said() -> list[dict[str, Any]]:
        found = []
        while (message := subscription.get_message(timeout=0.2)) is not None:
            found.append(json.loads(message["data"]))
        return found

    yield said
    subscription.close()


def test_a_ticket_lets_its_operator_in_with_what_the_role_permits(desk: Desk) -> None:
    me = desk.enter().me().get_json()
    assert set(me["permissions"]) == BUILT_IN[SUPPORT]
    assert (me["user"]["name"], me["user"]["email"]) == (OPERATOR, OPERATOR)
    assert (me["user"]["role"], me["user"]["is_support"], me["queue_ids"]) == (SUPPORT, True, [])
    assert me["support_access"]["reason"] == REASON
    assert me["must_set_up_second_factor"] is False


def test_whoever_is_no_support_has_no_such_access(as_user: AsUser, cast: Cast) -> None:
    me = as_user(cast.admin).me().get_json()
    assert (me["support_access"], me["user"]["is_support"]) == (None, False)


def test_an_operator_is_the_same_person_at_each_access(desk: Desk) -> None:
    ids = [desk.enter(operator=name).me().get_json()["user"]["id"] for name in (OPERATOR, OPERATOR.upper())]
    assert ids[0] == ids[1]
    assert desk.enter(operator="otto@guiche.example").me().get_json()["user"]["id"] != ids[0]


def test_an_operator_who_also_works_for_the_client_is_two_people(desk: Desk, cast: Cast) -> None:
    me = desk.enter(operator=cast.admin.email).me().get_json()
    assert me["user"]["id"] != cast.admin.id
    assert "user.manage" not in me["permissions"]


def test_a_ticket_is_good_once(desk: Desk) -> None:
    text = ticket(desk.context)
    assert desk.browser().enter(ENTRY, {"ticket": text}).status_code == 200
    assert code(desk.browser().enter(ENTRY, {"ticket": text})) == (410, "support_ticket_used")


def test_of_many_who_come_with_it_at_once_one_is_let_in(desk: Desk) -> None:
    text = ticket(desk.context)
    barrier, codes = threading.Barrier(4), []

    def come() -> None:
        window = desk.browser()
        barrier.wait()
        codes.append(window.client.post("/api/v1/auth/support", json={"ticket": text}).status_code)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 410, 410, 410]


def test_it_is_good_for_a_minute(desk: Desk) -> None:
    text = ticket(desk.context)
    with time_machine.travel(utc_now() + timedelta(seconds=SECONDS + 2)):
        assert code(desk.browser().enter(ENTRY, {"ticket": text})) == (410, "support_ticket_late")


def test_another_tenant_s_ticket_opens_nothing(desk: Desk) -> None:
    for text in (
        ticket(desk.context, key="o" * 64),
        ticket(desk.context, tenant_id="6f1c1a52-0000-4000-8000-000000000002"),
        ticket(desk.context) + "x",
        "nonsense",
    ):
        assert code(desk.browser().enter(ENTRY, {"ticket": text})) == (401, "bad_support_ticket")
    with desk.context.sessions() as session:
        assert session.scalars(select(SupportAccess)).all() == []


def test_trying_is_slowed(desk: Desk) -> None:
    window = desk.browser()
    codes = [window.enter(ENTRY, {"ticket": "nonsense"}).status_code for _ in range(31)]
    assert (codes[0], codes[-1]) == (401, 429)


def test_it_ends_by_its_time_cookie_and_tokens_alike(desk: Desk) -> None:
    window = desk.enter()
    refresh, bearer = window.tokens["refresh_token"], window.tokens["access_token"]
    with time_machine.travel(desk.newest().until + timedelta(seconds=1)):
        assert window.me().status_code == 401
        answer = window.client.post("/api/v1/auth/refresh-token", json={"refresh_token": refresh})
        assert code(answer) == (401, "invalid_refresh_token")
        headers = {"Authorization": f"Bearer {bearer}"}
        assert desk.browser().client.get("/api/v1/auth/me", headers=headers).status_code == 401


def test_refreshing_does_not_lengthen_it(desk: Desk) -> None:
    window = desk.enter()
    with time_machine.travel(desk.newest().until - timedelta(seconds=30)):
        given = {"refresh_token": window.tokens["refresh_token"]}
        again = window.client.post("/api/v1/auth/refresh-token", json=given).get_json()
    with time_machine.travel(desk.newest().until + timedelta(seconds=1)):
        given = {"refresh_token": again["refresh_token"]}
        assert window.client.post("/api/v1/auth/refresh-token", json=given).status_code == 401


def test_the_ticker_writes_the_end_down_once(desk: Desk) -> None:
    desk.enter()
    end_due(desk.context)
    assert desk.newest().ended_at is None
    asked_by(NOBODY)  # the ticker is no request
    with time_machine.travel(desk.newest().until + timedelta(seconds=5)):
        end_due(desk.context)
        end_due(desk.context)
    row = desk.newest()
    assert (row.ending, row.ended_by, row.ended_at) == ("time", None, row.until)
    with desk.context.sessions() as session:
        ended = session.scalars(select(AuditEntry).where(AuditEntry.action == "support_access.ended")).all()
    assert [(entry.user_name, entry.after) for entry in ended] == [
        (None, {"reason": REASON, "ending": "time"})
    ]


def test_an_admin_ends_it_at_once(desk: Desk, as_user: AsUser, cast: Cast, app: Flask) -> None:
    window, admin = desk.enter(), as_user(cast.admin)
    cookie = window.client.get_cookie(COOKIE)
    assert cookie is not None
    path = f"{ACCESSES}/{desk.newest().id}/end"
    ended = admin.send("POST", path)
    assert ended.status_code == 200
    assert (ended.get_json()["ending"], ended.get_json()["ended_by"]) == ("admin", "Alice")
    assert window.me().status_code == 401
    given = {"refresh_token": window.tokens["refresh_token"]}
    assert window.client.post("/api/v1/auth/refresh-token", json=given).status_code == 401
    with app.test_request_context("/socket.io/", headers={"Cookie": f"{COOKIE}={cookie.value}"}):
        assert authenticate_socket(None) is None
    assert code(admin.send("POST", path)) == (409, "support_access_over")
    assert code(admin.send("POST", f"{ACCESSES}/999999/end")) == (404, "support_access_not_found")


def test_signing_out_ends_it(desk: Desk) -> None:
    window = desk.enter()
    assert window.send("POST", "/api/v1/auth/logout").status_code == 204
    row = desk.newest()
    assert (row.ending, row.ended_by) == ("left", OPERATOR)


def test_a_sign_in_that_ends_in_another_way_ends_it_too(desk: Desk) -> None:
    window = desk.enter()
    [session] = window.client.get("/api/v1/auth/sessions").get_json()["data"]
    assert window.send("DELETE", f"/api/v1/auth/sessions/{session['id']}").status_code == 204
    end_due(desk.context)
    assert desk.newest().ending == "left"
    desk.enter()
    settle_after_restore(desk.context.sessions)
    end_due(desk.context)
    assert desk.newest().ended_at is not None


def test_of_two_accesses_one_ends_and_the_other_goes_on(desk: Desk, as_user: AsUser, cast: Cast) -> None:
    first = desk.enter()
    first_id = desk.newest().id
    second = desk.enter()
    as_user(cast.admin).send("POST", f"{ACCESSES}/{first_id}/end")
    assert (first.me().status_code, second.me().status_code) == (401, 200)


def test_everybody_connected_hears_of_begin_and_end_and_its_sockets_close(
    desk: Desk, as_user: AsUser, cast: Cast, heard: Callable[[], list[dict[str, Any]]]
) -> None:
    admin = as_user(cast.admin)
    desk.enter()
    [told] = [said for said in heard() if said.get("event") == "support.updated"]
    assert told["room"] == [EVERYBODY]
    assert set(told["data"][0]) == {"seq", "id"}  # who and why only admins learn
    admin.send("POST", f"{ACCESSES}/{desk.newest().id}/end")
    said = heard()
    assert [one["event"] for one in said if one["method"] == "emit"] == ["support.updated"]
    with desk.context.sessions() as session:
        [sign_in] = session.scalars(select(SignIn).where(SignIn.support_access_id.is_not(None)))
    assert room_of_sign_in(sign_in.id) in [one["room"] for one in said if one["method"] == "close_room"]


def test_admins_see_the_history_and_nobody_else_does(desk: Desk, as_user: AsUser, cast: Cast) -> None:
    admin = as_user(cast.admin)
    window = desk.enter()
    desk.enter(operator="otto@guiche.example")
    admin.send("POST", f"{ACCESSES}/{desk.newest().id}/end")
    listed = admin.client.get(ACCESSES).get_json()["data"]
    assert [(one["operator"], one["is_running"]) for one in listed] == [
        ("otto@guiche.example", False),
        (OPERATOR, True),
    ]
    [running] = admin.client.get(f"{ACCESSES}?running=true").get_json()["data"]
    assert (running["reason"], running["ending"]) == (REASON, None)
    assert running["until"].endswith("Z")
    for other in (as_user(cast.gerente), window):
        assert other.client.get(ACCESSES).status_code == 403
        assert other.send("POST", f"{ACCESSES}/{running['id']}/end").status_code == 403


def test_the_history_comes_in_pages(desk: Desk, as_user: AsUser, cast: Cast) -> None:
    for _ in range(3):
        desk.enter()
    admin = as_user(cast.admin)
    first = admin.client.get(f"{ACCESSES}?limit=2").get_json()
    second = admin.client.get(f"{ACCESSES}?limit=2&cursor={first['next_cursor']}").get_json()
    assert (len(first["data"]), len(second["data"]), second["next_cursor"]) == (2, 1, None)


def test_what_they_do_is_in_the_audit_with_the_access(desk: Desk) -> None:
    window = desk.enter()
    made = window.send("POST", "/api/v1/queues", {"name": "Vendas", "colour": "#3b5bdb"})
    assert made.status_code == 201
    with desk.context.sessions() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(row.action, row.user_name) for row in rows] == [
        ("support_access.began", OPERATOR),
        ("queue.created", OPERATOR),
    ]
    assert rows[0].after is not None
    assert rows[0].after["reason"] == REASON
    assert str(rows[1].agent).startswith(f"Suporte #{desk.newest().id} ")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/api/v1/auth/me", {"name": "Alice"}),
        ("POST", "/api/v1/auth/password", {"current_password": PASSWORD, "password": "another good one"}),
        ("POST", "/api/v1/auth/second-factor", {"password": PASSWORD}),
        ("POST", "/api/v1/auth/api-tokens", {"name": "X", "permissions": ["queue.manage"], "days": 30}),
    ],
)
def test_what_only_the_client_s_people_have_they_have_not(
    desk: Desk, method: str, path: str, body: dict[str, Any]
) -> None:
    assert code(desk.enter().send(method, path, body)) == (403, "not_for_support")


def test_they_choose_their_language(desk: Desk) -> None:
    window = desk.enter()
    change = {"locale": "en", "name": OPERATOR}
    assert window.send("PATCH", "/api/v1/auth/me", change).status_code == 200
    assert window.me().get_json()["user"]["locale"] == "en"


def test_they_let_nobody_in_and_raise_no_role_even_where_the_row_says_so(desk: Desk) -> None:
    with transaction(desk.context.sessions) as session:
        acting(session, desk.enter().me().get_json()["user"]["id"]).granted.permissions = [
            "self",
            *SUPPORT_NEVER,
        ]
    window = desk.enter()
    for method, path, body in (
        ("POST", "/api/v1/users/invitations", {"name": "X", "email": "x@acme.example", "role": "admin"}),
        ("PATCH", f"/api/v1/users/{desk.person().id}", {"role": "admin"}),
        ("PATCH", f"/api/v1/roles/{SUPPORT}", {"permissions": ["message.send"]}),
    ):
        assert code(window.send(method, path, body)) == (403, "not_allowed")


def test_the_admin_narrows_and_widens_the_role_but_not_to_people(
    desk: Desk, as_user: AsUser, cast: Cast
) -> None:
    admin, path = as_user(cast.admin), f"/api/v1/roles/{SUPPORT}"
    assert admin.send("PATCH", path, {"permissions": ["audit.read"]}).status_code == 200
    assert desk.enter().me().get_json()["permissions"] == ["audit.read", "self"]
    for change in (
        {"permissions": ["user.manage"]},
        {"permissions": ["role.manage", "self"]},
        {"requires_two_factor": True},
        {"name": "Visitas"},
    ):
        assert code(admin.send("PATCH", path, change)) == (409, "fixed_role")
    assert code(admin.send("DELETE", path)) == (409, "fixed_role")


def test_nobody_is_given_the_role_by_hand(desk: Desk, as_user: AsUser, cast: Cast) -> None:
    admin = as_user(cast.admin)
    new = {"name": "X", "email": "x@acme.example", "role": SUPPORT}
    for method, path, body in (
        ("POST", "/api/v1/users/invitations", new),
        ("POST", "/api/v1/users", {**new, "password": PASSWORD}),
        ("PATCH", f"/api/v1/users/{cast.atendente.id}", {"role": SUPPORT}),
    ):
        assert code(admin.send(method, path, body)) == (403, "support_role")
    [row] = [one for one in admin.client.get("/api/v1/roles").get_json()["data"] if one["key"] == SUPPORT]
    assert (row["is_assignable"], row["is_builtin"]) == (False, True)


def test_the_person_is_made_nobody_else_by_hand(desk: Desk, as_user: AsUser, cast: Cast) -> None:
    desk.enter()
    admin, path = as_user(cast.admin), f"/api/v1/users/{desk.person().id}"
    for method, rest, body in (
        ("PATCH", "", {"role": "admin"}),
        ("PATCH", "", {"password": PASSWORD}),
        ("PATCH", "", {"email": "olga@acme.example"}),
        ("POST", "/invitation", None),
        ("DELETE", "/invitation", None),
        ("POST", "/password-reset", None),
    ):
        assert code(admin.send(method, path + rest, body)) == (403, "support_role")
    [account] = [
        one
        for one in admin.client.get("/api/v1/users/accounts").get_json()["data"]
        if one["id"] == desk.person().id
    ]
    assert (account["state"], account["is_support"], account["invitation"]) == ("active", True, None)


def test_there_is_no_password_to_sign_in_with_or_to_forget(desk: Desk, browser: Browsers) -> None:
    desk.enter()
    for email in (OPERATOR, f"suporte:{OPERATOR}"):
        assert browser().login(email, "").status_code in {401, 422}
        assert browser().login(email).status_code == 401
        assert browser().client.post("/api/v1/auth/password-reset", json={"email": email}).status_code == 202
    with desk.context.sessions() as session:
        asked = select(AuditEntry).where(AuditEntry.action == "user.password_reset_asked")
        assert session.scalars(asked).all() == []


def test_no_queue_has_them_and_no_conversation_is_theirs(
    desk: Desk, as_user: AsUser, cast: Cast, write: Callable[..., int]
) -> None:
    write("wamid.1")
    desk.enter()
    person, admin = desk.person(), as_user(cast.admin)
    admin.send("PATCH", f"/api/v1/roles/{SUPPORT}", {"permissions": sorted(BUILT_IN["gerente"])})
    with transaction(desk.context.sessions) as session:
        queue = Queue(name="Vendas", name_key="vendas", colour="#3b5bdb")
        session.add(queue)
        session.flush()
        queue_id, conversation_id = queue.id, session.scalars(select(Conversation.id)).one()
    members = admin.send("PATCH", f"/api/v1/queues/{queue_id}", {"member_ids": [person.id]})
    assert code(members) == (422, "unknown_user")
    assigned = admin.send("POST", f"/api/v1/conversations/{conversation_id}/transfer", {"user_id": person.id})
    assert code(assigned) == (409, "inactive_user")
    presence.seen(desk.context.redis, person.id)
    online = frozenset({person.id})
    with desk.context.sessions() as session:
        assert candidates_of(session, queue_id, online) == []
        conversation = session.get_one(Conversation, conversation_id)
        assert person.id not in [one.id for one in people_who_see(session, conversation)]
        seer = acting(session, cast.admin.id)
        assert [one["user"]["id"] for one in board(session, seer, online)["people"]] == []
    assert admin.client.get("/api/v1/users/online").get_json()["data"] == []
