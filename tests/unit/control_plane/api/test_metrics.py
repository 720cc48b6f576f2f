import pytest

from control_plane.roles import ROLES
from control_plane.services.tokens import new_token

OUTSIDE = {"environ_overrides": {"REMOTE_ADDR": "10.0.3.7"}}


def test_whoever_stands_in_the_panels_container_may_read_them(visitor):
    answer = visitor.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert "guiche_tenants" in answer.text


@pytest.mark.parametrize("claimed", [None, "127.0.0.1", "::1"])
def test_nobody_else_without_a_token(visitor, claimed):
    headers = {"X-Forwarded-For": claimed} if claimed else {}
    assert visitor.get("/metrics", headers=headers, **OUTSIDE).status_code == 401
    if claimed:
        assert visitor.get("/metrics", headers=headers).status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_token_that_only_reads_is_enough(app, services, operator_of, actor, role):
    token = new_token()
    services.tokens.ensure(operator_of(role)[1], "prometheus", token, actor, "read")
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/metrics", headers=headers, **OUTSIDE).status_code == 200
