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
