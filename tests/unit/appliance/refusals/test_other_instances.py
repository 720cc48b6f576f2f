"""Whatever lets somebody into one client's help desk opens nothing of another's: on every route there is."""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from flask import Flask

from appliance.accounts.access import authenticate_socket
from appliance.accounts.permissions import PUBLIC
from appliance.health import platform_token
from foundation.platform_calls import HEADER, Call, sign
from tests.unit.appliance.refusals.conftest import PASSWORD, Desk

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
BODIES: dict[str, dict[str, Any]] = {
    "POST /handoffs/<handoff_id>/notes": {"content": "Oi"},
    "PUT /conversations/<conversation_id>/snooze": {"until": "2099-01-01T00:00:00Z"},
    "PUT /conversations/<conversation_id>/priority": {"priority": 1},
    "PUT /messages/<message_id>/reaction": {"emoji": "👍"},
    "PUT /canned-answers/<answer_id>": {"content": "Oi", "shortcut": "oi", "title": "Oi"},
    "POST /conversations/<conversation_id>/notes": {"content": "Oi"},
    "PATCH /contacts/<contact_id>": {"name": "Ana"},
    "POST /contacts/<contact_id>/merge": {"other_id": 4712},
    "PUT /contacts/<contact_id>/fields/<field_id>": {"value": "x"},
    "POST /contacts/<contact_id>/consents": {"purpose_id": 4711, "state": "given", "way": "form"},
    "PATCH /templates/<template_id>": {"components": [{"type": "BODY", "text": "Oi"}]},
}
"""What a route needs before it looks for what its path names; a new one that does needs its line here."""
QUERIES = {"GET /contacts/<contact_id>/files": "?group=files"}
ON_MYSQL = {"GET /webhook-deliveries/<delivery_id>": "asks the database in words that SQLite has not"}
"""Tried in tests/integration/appliance/test_admin_api.py."""
WAYS = ("access token", "support's access token", "API token", "cookie", "support's cookie")
Route = tuple[str, str, bool]


def routes(app: Flask) -> Iterator[Route]:
    """(method, rule, whether it is open to everybody)."""
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "guiche_permission", None)
        for method in METHODS:
            if method in (rule.methods or ()):
                yield method, rule.rule, permission == PUBLIC


def filled(rule: str, value: object = 1) -> str:
    """With the number that the same row has in both."""
    return PARAMETER.sub(str(value), rule)


@pytest.fixture(autouse=True)
def _uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Redis counts how often one tries: each is a first time."""
    monkeypatch.setattr(redis.Redis, "register_script", lambda *_: lambda **_: [1, 60])


@pytest.mark.parametrize("way", WAYS)
def test_no_route_lets_in_who_came_into_another_s(ours: Desk, theirs: Desk, way: str) -> None:
    client, before, seen = ours.app.test_client(use_cookies=False), ours.rows(), 0
    for method, rule, is_public in routes(ours.app):
        if not is_public:
            answer = client.open(filled(rule), method=method, headers=theirs.ways_in()[way], json={})
            assert answer.status_code == 401, (method, rule, answer.status_code, answer.text)
            seen += 1
    assert seen > 180
    assert ours.rows() == before


@pytest.mark.parametrize("way", WAYS)
def test_at_home_the_same_lets_in(theirs: Desk, way: str) -> None:
    """Or else the test above would refuse what lets in nobody anywhere."""
    client = theirs.app.test_client(use_cookies=False)
    answer = client.get("/api/v1/auth/me", headers=theirs.ways_in()[way])
    assert answer.status_code == 200


@pytest.mark.parametrize("way", [way for way in WAYS if way != "API token"])
def test_no_socket_lets_in_who_came_into_another_s(ours: Desk, theirs: Desk, way: str) -> None:
    def who(desk: Desk) -> object:
        headers = theirs.ways_in()[way]
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        with desk.app.test_request_context("/socket.io", headers=headers):
            return authenticate_socket({"token": token} if token else None)

    assert who(ours) is None
    assert who(theirs) is not None


def signed(desk: Desk, method: str, path: str) -> dict[str, str]:
    return {HEADER: sign(desk.key, Call(method, path, b""), int(time.time()))}


def by_meta(desk: Desk) -> dict[str, str]:
    key = desk.context.settings.whatsapp.app_secret.encode()
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(key, b"{}", hashlib.sha256).hexdigest()}


Asking = Callable[[Desk, Any], Any]
LINKS = {"/invitations/": "invitation", "/password-reset/": "password_reset"}
NEW_PASSWORD = {"password": PASSWORD}


def by_link(method: str, path: str, name: str, **body: Any) -> Asking:
    return lambda desk, client: client.open(f"{path}/{getattr(desk, name)}", method=method, **body)


AUTH, ENDING = "/api/v1/auth", "/api/v1/platform/support-accesses/1/end"
CARRIED: dict[tuple[str, str], tuple[Asking, int]] = {
    ("GET", f"{AUTH}/invitations/<string:token>"): (
        by_link("GET", f"{AUTH}/invitations", "invitation"),
        410,
    ),
    ("POST", f"{AUTH}/invitations/<string:token>"): (
        by_link("POST", f"{AUTH}/invitations", "invitation", json=NEW_PASSWORD),
        410,
    ),
    ("GET", f"{AUTH}/password-reset/<string:token>"): (
        by_link("GET", f"{AUTH}/password-reset", "password_reset"),
        410,
    ),
    ("POST", f"{AUTH}/password-reset/<string:token>"): (
        by_link("POST", f"{AUTH}/password-reset", "password_reset", json=NEW_PASSWORD),
        410,
    ),
    ("POST", f"{AUTH}/login/second-factor"): (
        lambda desk, client: client.post(
            f"{AUTH}/login/second-factor", json={"challenge": desk.challenge, "code": "123456"}
        ),
        401,
    ),
    ("POST", f"{AUTH}/refresh-token"): (
        lambda desk, client: client.post(
            f"{AUTH}/refresh-token", json={"refresh_token": desk.person.refresh_token}
        ),
        401,
    ),
    ("POST", f"{AUTH}/support"): (
        lambda desk, client: client.post(f"{AUTH}/support", json={"ticket": desk.ticket()}),
        401,
    ),
    ("PUT", "/api/v1/platform/limits"): (
        lambda desk, client: client.put(
            "/api/v1/platform/limits", headers=signed(desk, "PUT", "/api/v1/platform/limits")
        ),
        401,
    ),
    ("POST", "/api/v1/platform/support-accesses/<string:access_id>/end"): (
        lambda desk, client: client.post(ENDING, headers=signed(desk, "POST", ENDING)),
        401,
    ),
    ("GET", "/api/v1/platform/usage"): (
        lambda desk, client: client.get(
            "/api/v1/platform/usage", headers=signed(desk, "GET", "/api/v1/platform/usage")
        ),
        401,
    ),
    ("GET", "/platform/metrics"): (
        lambda desk, client: client.get(
            "/platform/metrics", headers={"Authorization": f"Bearer {platform_token(desk.key)}"}
        ),
        404,
    ),
    ("GET", "/webhooks/whatsapp"): (
        lambda desk, client: client.get(
            "/webhooks/whatsapp",
            query_string={
                "hub.mode": "subscribe",
                "hub.verify_token": desk.context.settings.whatsapp.verify_token,
            },
        ),
        403,
    ),
    ("POST", "/webhooks/whatsapp"): (
        lambda desk, client: client.post("/webhooks/whatsapp", data=b"{}", headers=by_meta(desk)),
        401,
    ),
}
"""Routes that are open to everybody and look at what comes with the request: how one asks with what is some
desk's own, and what another's answers. A new one needs its line here, or among those that tell nothing.
"""
TELLS_NOTHING = {
    ("POST", f"{AUTH}/login"): "takes a password",
    ("POST", f"{AUTH}/password-reset"): "answers everybody alike",
    ("GET", "/"): "the page that signs in",
    ("GET", "/<path:path>"): "its files",
    ("GET", "/api/v1/docs"): "the same for all tenants",
    ("GET", "/api/v1/openapi.json"): "the same for all tenants",
    ("GET", "/brand.css"): "public by its purpose",
    ("GET", "/brand/<string:digest>/<string:name>.png"): "public by its purpose",
    ("GET", "/healthz"): "depends on nothing",
    ("GET", "/manifest.webmanifest"): "public by its purpose",
    ("GET", "/metrics"): "numbers; the edge keeps it inside",
    ("GET", "/readyz"): "states, nobody's data",
}


def test_every_route_that_is_open_to_everybody_is_known(ours: Desk) -> None:
    found = {(method, rule) for method, rule, is_public in routes(ours.app) if is_public}
    assert found == CARRIED.keys() | TELLS_NOTHING.keys()


@pytest.mark.parametrize(("method", "rule"), CARRIED)
def test_what_carries_its_own_proof_is_believed_at_home_alone(
    ours: Desk, theirs: Desk, method: str, rule: str
) -> None:
    ask, refusal = CARRIED[method, rule]
    before = ours.rows()
    answer = ask(theirs, ours.app.test_client())
    assert answer.status_code == refusal, answer.text
    assert ours.rows() == before


@pytest.mark.parametrize(("method", "rule"), [each for each in CARRIED if each[0] == "GET"])
def test_at_home_it_is_believed(theirs: Desk, method: str, rule: str) -> None:
    """What asks by GET, as it changes nothing; the others by the tests of each."""
    ask, _ = CARRIED[method, rule]
    assert ask(theirs, theirs.app.test_client()).status_code in (200, 500)


def test_what_only_another_s_database_has_is_not_there(ours: Desk) -> None:
    """A number that ours has not reached, asked for by somebody who may do everything here."""
    client, headers = ours.app.test_client(use_cookies=False), ours.ways_in()["access token"]
    before, wrong, seen = ours.rows(), [], 0
    for method, rule, is_public in routes(ours.app):
        name = f"{method} " + PARAMETER.sub(r"<\1>", rule).removeprefix("/api/v1")
        if is_public or "<" not in name or name in ON_MYSQL:
            continue
        path, body = filled(rule, 4711) + QUERIES.get(name, ""), BODIES.get(name, {})
        answer = client.open(path, method=method, headers=headers, json=body)
        if answer.status_code != 404:
            wrong.append((name, answer.status_code, answer.text[:300]))
        seen += 1
    assert not wrong, "\n".join(map(str, wrong))
    assert seen > 80
    assert ours.rows() == before


def test_a_ticket_for_ours_that_another_s_key_signed_opens_nothing(ours: Desk, theirs: Desk) -> None:
    ticket = theirs.ticket(ours.context.settings.tenant.id)
    answer = ours.app.test_client().post(f"{AUTH}/support", json={"ticket": ticket})
    assert answer.get_json()["error"]["code"] == "bad_support_ticket"
