from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from control_plane.database import transaction
from control_plane.errors import Conflict
from control_plane.models import Backup, Operation, Tenant
from control_plane.offsite_settings import OffsiteSettings
from control_plane.services.container import make_services
from control_plane.services.fleet import FleetFilter
from control_plane.services.offsite import LATE

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.fixture
def settings(settings):
    return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example", "shop", "word"))


@pytest.fixture(autouse=True)
def traveller():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def backup(sessions):
    """A tenant's backup, made so many hours ago; `copied`: it was found off site."""

    def make(tenant, *, hours=1, copied=False):
        with transaction(sessions) as session:
            operation = Operation(kind="backup", tenant_id=tenant.id, inputs={}, requested_by="clock")
            operation.state = "succeeded"
            session.add(operation)
            session.flush()
            row = Backup(
                tenant_id=tenant.id,
                operation_id=operation.id,
                trigger="nightly",
                database_snapshot="a",
                media_snapshot="b",
                manifest={},
                bytes=1,
                created_at=NOW - timedelta(hours=hours),
                offsite_at=NOW if copied else None,
            )
            session.add(row)
        return row

    return make


def end(sessions, operation_id, at, state="failed"):
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state, operation.finished_at = state, at


def test_a_backup_that_is_only_here_is_copied_once(services, add_tenant, backup):
    backup(add_tenant())
    backup(add_tenant("beta"), copied=True)
    backup(add_tenant("gone", "archived"))
    (operation_id,) = services.offsite_copies.submit_due(NOW)
    operation = services.operations.show(operation_id)
    assert (operation["kind"], operation["tenant"]) == ("offsite", "acme")
    assert services.offsite_copies.submit_due(NOW) == []


def test_what_is_suspended_has_its_final_backup_copied(services, add_tenant, backup):
    backup(add_tenant(lifecycle="suspended"))
    assert len(services.offsite_copies.submit_due(NOW)) == 1


def test_a_failed_copy_is_tried_again_hourly_and_not_for_ever(
    services, sessions, add_tenant, backup, traveller
):
    backup(add_tenant())
    now, tries = NOW, 0
    while submitted := services.offsite_copies.submit_due(now):
        tries += 1
        end(sessions, submitted[0], now)
        assert services.offsite_copies.submit_due(now + timedelta(minutes=59)) == []
        now += timedelta(hours=1)
        traveller.move_to(now)
    assert tries == 6


def test_the_next_backup_is_tried_anew(services, sessions, add_tenant, backup):
    tenant = add_tenant()
    backup(tenant, hours=20)
    (first,) = services.offsite_copies.submit_due(NOW)
    end(sessions, first, NOW)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        backup(tenant, hours=-0.05)
        assert len(services.offsite_copies.submit_due(NOW + timedelta(minutes=5))) == 1


def test_who_has_had_no_copy_for_too_long(services, add_tenant, backup):
    late, fresh = add_tenant("late", created_at=NOW - timedelta(days=30)), add_tenant("fresh")
    backup(late, hours=LATE.total_seconds() // 3600 + 3, copied=True)
    backup(late, hours=2)
    backup(fresh, hours=5, copied=True)
    assert services.offsite_copies.look(NOW) == ["late"]
    (alarm,) = services.alarms.list_all()
    assert (alarm["code"], alarm["details"]["hours"]) == ("offsite_overdue", 35)
    assert "guiche backup offsite late" in alarm["next"]


def test_it_is_over_with_the_next_copy(services, sessions, add_tenant, backup):
    backup(add_tenant(created_at=NOW - timedelta(days=30)), hours=100, copied=True)
    services.offsite_copies.look(NOW)
    with transaction(sessions) as session:
        session.query(Backup).one().created_at = NOW
    assert services.offsite_copies.look(NOW) == []
    assert services.alarms.list_all() == []


def test_a_first_copy_that_never_succeeds_is_late_from_its_first_try(services, sessions, add_tenant, backup):
    backup(add_tenant(created_at=NOW - timedelta(days=300)), hours=1)
    services.offsite_copies.submit_due(NOW)
    assert services.offsite_copies.look(NOW + timedelta(hours=31)) == []
    assert services.offsite_copies.look(NOW + timedelta(hours=33)) == ["acme"]


def test_nowhere_to_copy_to(settings, sessions, services, add_tenant, backup, actor):
    backup(add_tenant(created_at=NOW - timedelta(days=30)), hours=100)
    services.offsite_copies.look(NOW)
    nowhere = make_services(replace(settings, offsite=OffsiteSettings()), sessions, services.notices)
    assert nowhere.offsite_copies.submit_due(NOW) == []
    assert nowhere.offsite_copies.look(NOW) == []
    assert nowhere.alarms.list_all() == []
    with pytest.raises(Conflict, match="OFFSITE_REPOSITORY"):
        nowhere.offsite.submit_copy("acme", actor)


def test_what_is_archived_is_not_copied_by_hand(services, sessions, add_tenant, actor):
    add_tenant(lifecycle="archived")
    with pytest.raises(Conflict):
        services.offsite.submit_retrieve("acme", actor)
    with transaction(sessions) as session:
        session.query(Tenant).one().lifecycle = "suspended"
    assert services.offsite.submit_retrieve("acme", actor)[1]


def test_the_fleet_shows_and_sorts_by_it(services, add_tenant, backup):
    backup(add_tenant("none"))
    backup(add_tenant("old"), hours=50, copied=True)
    backup(add_tenant("new"), hours=2, copied=True)
    rows = services.fleet.page(FleetFilter(), sort="-offsite")["rows"]
    assert [row["slug"] for row in rows] == ["new", "old", "none"]
    assert rows[2]["last_offsite_at"] is None
    assert 'guiche_tenant_last_offsite_timestamp_seconds{tenant="old"}' in services.metrics.render()
    assert services.tenants.show("new")["last_offsite_at"] == (NOW - timedelta(hours=2)).isoformat()
