from control_plane.database import transaction
from control_plane.services import alarms


def test_they_are_listed(signed_in, sessions, add_tenant):
    tenant = add_tenant()
    with transaction(sessions) as session:
        alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": 31})
    assert "ACME has had no backup for 31 hours." in signed_in("alarm", "list").out
    assert (
        signed_in("alarm", "list", "--tenant", "acme", "--json").json["data"][0]["code"] == "backup_overdue"
    )
    assert signed_in("alarm", "list", "--state", "cleared", "--json").json["data"] == []


def test_somebody_is_on_it(signed_in, sessions):
    with transaction(sessions) as session:
        alarm_id = str(alarms.raise_(session, "edge_away").id)
    done = signed_in("alarm", "acknowledge", alarm_id, "--note", "calling the data centre")
    assert done.out == "You are on it: The edge does not answer: no client is reached.\n"
    shown = signed_in("alarm", "list", "--acknowledged").out
    assert "ana@operator.example" in shown and "calling the data centre" in shown
    assert signed_in("alarm", "list", "--unacknowledged", "--json").json["data"] == []
    assert signed_in("alarm", "take-back", alarm_id, "--json").json["acknowledged_by"] is None
    missing = signed_in("alarm", "acknowledge", "999")
    assert (missing.code, missing.err) == (2, "There is no such alarm.\n")
