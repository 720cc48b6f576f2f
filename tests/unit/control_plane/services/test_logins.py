import json

import pytest
from sqlalchemy import select

from control_plane.database import transaction
from control_plane.errors import Conflict
from control_plane.models import Credential

USERS = [{"name": "Ana", "email": "ana@acme.example", "password": "p4ssw0rd", "role": "admin"}]


@pytest.fixture
def tenants(services):
    return services.tenants


@pytest.fixture
def add_logins(services, sessions, add_tenant):
    def add(lifecycle="active"):
        tenant = add_tenant(lifecycle=lifecycle)
        with transaction(sessions) as session:
            services.vault.put(session, tenant.id, "first_users", json.dumps(USERS))
        return tenant

    return add


def test_they_are_shown_once(tenants, add_logins, actor):
    add_logins()
    logins = tenants.reveal_logins("acme", actor)
    assert logins == [{"url": "http://acme.localhost:8080", **USERS[0]}]
    with pytest.raises(Conflict, match="already") as refused:
        tenants.reveal_logins("acme", actor)
    assert refused.value.code == "logins_already_shown"
    assert refused.value.details["revealed_by"] == actor.name


def test_the_tenant_tells_whether_and_to_whom(tenants, services, sessions, add_logins, actor):
    add_logins()
    available = {"state": "available", "revealed_by": None, "revealed_at": None}
    assert tenants.show("acme")["logins"] == available
    tenants.reveal_logins("acme", actor)
    shown = tenants.show("acme")["logins"]
    assert (shown["state"], shown["revealed_by"]) == ("revealed", actor.name)
    assert shown["revealed_at"] == services.audit.list_all()[0]["at"]


def test_revealing_is_audited_without_the_passwords(tenants, services, add_logins, actor):
    add_logins()
    tenants.reveal_logins("acme", actor)
    entry = services.audit.list_all()[0]
    assert entry["action"] == "logins_revealed"
    assert "p4ssw0rd" not in json.dumps(entry)


@pytest.mark.parametrize("lifecycle", ["creating", "failed"])
def test_of_a_tenant_that_is_not_up_they_are_not_used_up(tenants, sessions, add_logins, actor, lifecycle):
    add_logins(lifecycle)
    assert tenants.show("acme")["logins"] is None
    with pytest.raises(Conflict, match="no logins yet") as refused:
        tenants.reveal_logins("acme", actor)
    assert refused.value.code == "logins_not_ready"
    with transaction(sessions) as session:
        assert not session.scalars(select(Credential.is_revealed)).one()


def test_a_trail_that_does_not_tell_leaves_them_revealed(tenants, services, sessions, add_logins):
    tenant = add_logins()
    with transaction(sessions) as session:
        services.vault.reveal_once(session, tenant.id, "first_users")
    assert tenants.show("acme")["logins"] == {"state": "revealed", "revealed_by": None, "revealed_at": None}
