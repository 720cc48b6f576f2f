"""What a role means to whoever has it. Every route × every role: ../refusals."""

import pytest

from control_plane.database import transaction
from control_plane.models import Operation
from control_plane.operations.catalog import KINDS
from control_plane.roles import ROLES
from control_plane.services.tokens import new_token


def _resumed_with(permissions):
    return [name for name, kind in KINDS.items() if kind.resumed_with in permissions]


@pytest.fixture
def stopped(add_tenant, services, actor):
    """Makes an operation of a kind that was stopped; its id."""
    add_tenant()

    def make(kind):
        id_ = services.backups.submit_backup("acme", actor)[0]["id"]
        with transaction(services.sessions) as session:
            operation = session.get_one(Operation, id_)
            operation.kind, operation.state = kind, "canceled"
            operation.tenant.lifecycle = (*KINDS[kind].begins_in, "creating")[0]
        return id_

    return make


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


@pytest.mark.parametrize("kind", _resumed_with(ROLES["operator"] - ROLES["support"]))
def test_what_one_may_not_begin_one_may_not_resume(caller, stopped, kind):
    client, headers = caller("support")
    refused = client.post(f"/api/v1/operations/{stopped(kind)}/resume", headers=headers)
    assert refused.json["error"]["details"] == {"permission": KINDS[kind].resumed_with, "role": "support"}


@pytest.mark.parametrize("kind", _resumed_with(ROLES["support"]))
def test_support_goes_on_with_what_it_may(caller, stopped, kind):
    client, headers = caller("support")
    assert client.post(f"/api/v1/operations/{stopped(kind)}/resume", headers=headers).status_code == 202
