from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation, Tenant
from control_plane.services.overdue import DrillWatch, unproven_since

NOW = utc_now()


@pytest.fixture
def tenant(sessions, add_tenant):
    """Made, backed up, and that backup proven, so many hours ago."""

    def make(slug, *, made, backed_up=None, proven=None, lifecycle="active"):
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
                        proven_at=None if proven is None else NOW - timedelta(hours=proven),
                    )
                )

    return make


def test_who_has_gone_without_for_too_long(services, tenant):
    tenant("late", made=900, backed_up=27)
    tenant("never", made=40)
    tenant("fresh", made=900, backed_up=25)
    tenant("new", made=3)
    tenant("closed", made=900, backed_up=500, lifecycle="suspended")
    tenant("stopped", made=900, backed_up=30, lifecycle="restoring")
    assert services.backup_watch.look(NOW) == ["late", "never", "stopped"]
    assert {row["tenant"]: row["details"]["hours"] for row in services.alarms.list_all()} == {
        "late": 27,
        "never": 40,
        "stopped": 30,
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


@pytest.fixture
def drills_began(sessions, add_tenant):
    """So many days ago, with another tenant's."""

    def begin(days):
        other = add_tenant("other", "suspended")
        at = NOW - timedelta(days=days)
        with transaction(sessions) as session:
            session.add(
                Operation(kind="drill", tenant_id=other.id, inputs={}, requested_by="clock", created_at=at)
            )

    return begin


def test_who_is_without_a_proven_restore_for_too_long(services, tenant, drills_began):
    """Twice the seven days, and one."""
    drills_began(300)
    tenant("late", made=9000, backed_up=5, proven=15 * 24 + 1)
    tenant("fresh", made=9000, backed_up=5, proven=15 * 24 - 1)
    tenant("never", made=16 * 24, backed_up=5)
    tenant("young", made=14 * 24, backed_up=5)
    tenant("closed", made=9000, backed_up=5, proven=9000, lifecycle="suspended")
    assert services.drill_watch.look(NOW) == ["late", "never"]
    assert {(row["code"], row["tenant"]): row["details"] for row in services.alarms.list_all()} == {
        ("drill_overdue", "late"): {"days": 15},
        ("drill_overdue", "never"): {"days": 16},
    }


def test_nobody_is_late_because_drills_are_new(sessions, services, tenant, drills_began):
    tenant("never", made=9000, backed_up=5)
    assert services.drill_watch.look(NOW) == []
    drills_began(14)
    assert services.drill_watch.look(NOW) == []
    assert services.drill_watch.look(NOW + timedelta(days=2)) == ["never"]


def test_it_is_over_with_the_next_proof(sessions, services, tenant):
    tenant("late", made=9000, backed_up=5, proven=900)
    assert services.drill_watch.look(NOW) == ["late"]
    with transaction(sessions) as session:
        session.query(Backup).one().proven_at = NOW
    assert services.drill_watch.look(NOW) == []
    assert services.alarms.list_all() == []


def test_where_the_clock_drills_nobody_nobody_is_late(sessions, services, tenant):
    tenant("late", made=9000, backed_up=5, proven=900)
    services.drill_watch.look(NOW)
    assert DrillWatch(sessions, 0).look(NOW) == []
    assert services.alarms.list_all() == []


def test_since_when_without(sessions, tenant, drills_began):
    tenant("proven", made=9000, backed_up=5, proven=3)
    tenant("never", made=9000, backed_up=5)
    drills_began(2)
    with transaction(sessions) as session:
        found = {tenant.slug: since for tenant, since in unproven_since(session)}
    assert found == {"never": NOW - timedelta(days=2), "proven": NOW - timedelta(hours=3)}
