import pytest

from control_plane.cli.tenant_card import tenant_card
from control_plane.database import transaction
from control_plane.services import alarms

AT = "2026-11-21T09:14:30+00:00"


@pytest.fixture
def card(services, add_tenant):
    add_tenant()
    tenant = services.tenants.show("acme")
    return lambda alarms=(), **changes: tenant_card({**tenant, **changes}, alarms)


def operation(**changes):
    said = {"kind": "restore", "state": "succeeded", "is_undoing": False, "error": None}
    return {**said, "created_at": AT, "finished_at": AT, **changes}


def test_a_tenant_nobody_has_used_yet(card):
    said = card()
    assert said["name"] == "ACME" and said["address"] == "http://acme.localhost:8080"
    assert said["database"] == "MySQL" and said["state"] == "active"
    unknown = ("alarms", "last backup", "last operation", "users", "first users")
    assert [said[what] for what in unknown] == ["–"] * 5
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
    assert said["first users"] == "Ana <ana@acme.example>, admin"
    assert said["first logins"] == "not shown yet: guiche tenant logins acme"
    unknown = card(logins={**logins, "state": "revealed"})
    assert unknown["first logins"] == "shown already"


def test_who_uses_it_now(card):
    people = {"day": "2026-11-21", "users": 7, "active_users": 5}
    assert card(people=people)["users"] == "7, 5 of them active on 2026-11-21"


def test_what_is_wrong_and_what_to_do(card):
    alarm = {"severity": "critical", "reason": "It is down.", "next": "Look.", "acknowledged_by": None}
    said = card([alarm, {**alarm, "severity": "warning", "acknowledged_by": "ana@operator.example"}])
    assert said["alarms"].splitlines() == [
        "critical: It is down. Look.",
        "warning: It is down. Look. (ana@operator.example is on it)",
    ]


def test_a_tenant_is_shown_with_its_alarms(signed_in, add_tenant, sessions):
    tenant, other = add_tenant(), add_tenant("zeta")
    with transaction(sessions) as session:
        for each in (tenant, other):
            alarms.raise_(session, "backup_overdue", tenant_id=each.id, details={"hours": 31})
    shown = signed_in("tenant", "show", "acme").out
    assert "critical: ACME has had no backup for 31 hours. Run one" in shown and "ZETA" not in shown
    (alarm,) = signed_in("tenant", "show", "acme", "--json").json["alarms"]
    assert (alarm["code"], alarm["tenant"]) == ("backup_overdue", "acme")
