import pytest

from control_plane.cli.tenant_card import tenant_card

AT = "2026-11-21T09:14:30+00:00"


@pytest.fixture
def card(services, add_tenant):
    add_tenant()
    tenant = services.tenants.show("acme")
    return lambda **changes: tenant_card({**tenant, **changes})


def operation(**changes):
    said = {"kind": "restore", "state": "succeeded", "is_undoing": False, "error": None}
    return {**said, "created_at": AT, "finished_at": AT, **changes}


def test_a_tenant_nobody_has_used_yet(card):
    said = card()
    assert said["name"] == "ACME" and said["address"] == "http://acme.localhost:8080"
    assert said["database"] == "MySQL" and said["state"] == "active"
    assert [said[what] for what in ("last backup", "last operation", "users")] == ["–", "–", "–"]
    assert said["first logins"] == "none yet"


def test_the_last_operation_is_one_line_with_what_went_wrong(card):
    error = {"code": "x", "message": "The disk is full.", "next_action": "Free some."}
    said = card(last_operation=operation(state="failed", error=error))["last operation"]
    assert said.startswith("restore, failed, 2026-11-2") and said.endswith("): The disk is full.")
    undone = card(last_operation=operation(kind="create_tenant", state="undone", is_undoing=True))
    assert undone["last operation"].startswith("undo of create tenant, undone, ")


def test_addresses_people_and_logins(card):
    hostnames = [{"name": "acme.localhost", "is_attached": True}]
    hostnames += [{"name": name, "is_attached": name == "a.example"} for name in ("a.example", "b.example")]
    users = [{"name": "Ana", "email": "ana@acme.example", "role": "admin"}]
    logins = {"state": "available", "revealed_by": None, "revealed_at": None}
    said = card(hostnames=hostnames, users=users, logins=logins)
    assert said["address"].splitlines()[1:] == ["a.example", "b.example (not yet attached)"]
    assert said["users"] == "Ana <ana@acme.example>, admin"
    assert said["first logins"] == "not shown yet: guiche tenant logins acme"
    unknown = card(logins={**logins, "state": "revealed"})
    assert unknown["first logins"] == "shown already"
