from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation, Tenant

NOW = utc_now()


@pytest.fixture
def tenant(sessions, add_tenant):
    """Made, and backed up, so many hours ago."""

    def make(slug, *, made, backed_up=None, lifecycle="active"):
        row = add_tenant(slug, lifecycle, created_at=NOW - timedelta(hours=made))
        with transaction(sessions) as session:
            if backed_up is not None:
                operation = Operation(kind="backup", tenant_id=row.id, inputs={}, requested_by="clock")
                session.add(operation)
                session.flush()
                session.add(
                    Backup(
                        tenant_id=row.id,
                        operation_id=operation.id,
                        trigger="nightly",
                        database_snapshot="a",
                        media_snapshot="b",
                        manifest={},
                        bytes=1,
                        created_at=NOW - timedelta(hours=backed_up),
                    )
                )

    return make


def test_who_has_gone_without_for_too_long(services, tenant):
    tenant("late", made=900, backed_up=27)
    tenant("never", made=40)
    tenant("fresh", made=900, backed_up=25)
    tenant("new", made=3)
    tenant("closed", made=900, backed_up=500, lifecycle="suspended")
    assert services.backup_watch.look(NOW) == ["late", "never"]
    assert {row["tenant"]: row["details"]["hours"] for row in services.alarms.list_all()} == {
        "late": 27,
        "never": 40,
    }


def test_it_is_over_with_the_next_backup(sessions, services, tenant):
    tenant("late", made=900, backed_up=27)
    services.backup_watch.look(NOW)
    with transaction(sessions) as session:
        session.query(Backup).one().created_at = NOW
    assert services.backup_watch.look(NOW) == []
    assert services.alarms.list_all() == []


def test_who_is_closed_is_not_late_any_more(sessions, services, tenant):
    tenant("late", made=900, backed_up=27)
    services.backup_watch.look(NOW)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "suspended"
    services.backup_watch.look(NOW)
    assert services.alarms.list_all() == []
