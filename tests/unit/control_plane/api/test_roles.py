"""Every route × every role, by token and by session: refused or let through as the route declares."""

from itertools import product

import pytest

from control_plane.access import access_of
from control_plane.roles import ROLES, SCOPES
from control_plane.services.tokens import new_token

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
PASSED = "the view was reached"


def routes(app):
    """(endpoint, method, path) of every route that is not for everybody."""
    for rule in app.url_map.iter_rules():
        if access_of(app, rule.endpoint) == "public":
            continue
        values = {name: 1 if "int:" in rule.rule else "x" for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)
        for method in METHODS:
            if method in rule.methods:
                yield rule.endpoint, method, path


@pytest.fixture
def hollow(app):
    """The application with views that only say that they were reached: what is asked for has no effect."""
    for endpoint in app.view_functions:

        def reached(**_values):
            return PASSED

        reached.access = access_of(app, endpoint)
        app.view_functions[endpoint] = reached
    return app


@pytest.fixture(params=["token", "session"])
def caller(request, app, operator_of, services, actor):
    """Makes a client of somebody with a role, and the headers that its changes need."""

    def make(role):
        email, operator_id = operator_of(role)
        client = app.test_client()
        if request.param == "token":
            token = new_token()
            services.tokens.ensure(operator_id, "tests", token, actor)
            return client, {"Authorization": f"Bearer {token}"}
        answer = client.post("/api/v1/auth/login", json={"email": email, "password": operator_of.password})
        return client, {"X-CSRF-Token": answer.json["csrf_token"]}

    return make


def wrongly_answered(app, client, headers, held):
    """What was neither refused nor let through as its declaration says, of every route."""
    seen = 0
    for endpoint, method, path in routes(app):
        seen += 1
        answer = client.open(path, method=method, headers=headers)
        if access_of(app, endpoint) in held:
            is_right = answer.status_code == 200 and answer.text == PASSED
        else:
            is_right = answer.status_code == 403
            if path.startswith("/api/"):
                is_right = is_right and answer.json["error"]["code"] == "not_permitted"
        if not is_right:
            yield method, path, answer.status_code
    assert seen > 60


@pytest.mark.parametrize(("role", "scope"), [*product(("owner",), SCOPES), ("support", "owner")])
def test_so_it_is_with_a_token_s_scope(role, scope, app, operator_of, services, actor, request):
    _, operator_id = operator_of(role)
    token = new_token()
    services.tokens.ensure(operator_id, "tests", token, actor, scope)
    hollow = request.getfixturevalue("hollow")
    headers = {"Authorization": f"Bearer {token}"}
    held = SCOPES[scope] & ROLES[role]
    assert [*wrongly_answered(hollow, app.test_client(), headers, held)] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_route_takes_whom_it_declares_and_nobody_else(role, caller, request):
    client, headers = caller(role)
    hollow = request.getfixturevalue("hollow")
    assert [*wrongly_answered(hollow, client, headers, ROLES[role])] == []


def test_what_a_refusal_says(caller):
    client, headers = caller("viewer")
    error = client.post("/api/v1/tenants/acme/backups", headers=headers).json["error"]
    assert error["message"] == "Your role does not allow this: ask an owner of the platform."
    assert error["details"] == {"permission": "backups.run", "role": "viewer"}


def test_whoever_asks_is_told_what_they_may(caller):
    client, headers = caller("support")
    me = client.get("/api/v1/auth/me", headers=headers).json
    assert me["role"] == "support"
    assert set(me["permissions"]) == ROLES["support"]


def test_resuming_with_other_credentials_needs_more_than_resuming(caller):
    client, headers = caller("support")
    path = "/api/v1/operations/x/resume"
    assert client.post(path, headers=headers, json={}).status_code == 404  # it got as far as looking for it
    refused = client.post(path, headers=headers, json={"fila_ia": {"key": "another"}})
    assert refused.json["error"]["details"]["permission"] == "credentials.correct"
