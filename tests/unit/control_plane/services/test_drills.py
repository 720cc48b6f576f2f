"""Whose turn it is to have a backup restored for practice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from control_plane.actor import CLOCK
from control_plane.database import transaction
from control_plane.errors import Conflict, NotFound
from control_plane.models import Backup, Operation
from control_plane.services.drills import Drills
from control_plane.services.submission import Submission

NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # in São Paulo; its window opened at 06:00 UTC
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def drills(services, sessions):
    return Drills(sessions, Submission(sessions, services.operations), days=7, backup_hour=3)


@pytest.fixture
def tenant(sessions, add_tenant):
    """Made, backed up and proven so many days ago; None: never."""

    def make(slug="acme", *, made=100.0, backed_up=0.2, proven=None, lifecycle="active"):
        row = add_tenant(slug, lifecycle, created_at=NOON - made * DAY)
        if backed_up is not None:
            with transaction(sessions) as session:
                add_backup(session, row.id, NOON - backed_up * DAY, proven and NOON - proven * DAY)
        return row

    return make


def add_backup(session, tenant_id, made, proven=None):
    operation = Operation(
        kind="backup", tenant_id=tenant_id, inputs={}, state="succeeded", requested_by="ana", created_at=made
    )
    session.add(operation)
    session.flush()
    backup = Backup(
        tenant_id=tenant_id, operation_id=operation.id, trigger="nightly", database_snapshot="a",
        media_snapshot="b", manifest={}, bytes=1, created_at=made, proven_at=proven,
    )  # fmt: skip
    session.add(backup)
    session.flush()
    return backup.id


def slugs(services, ids):
    return [services.operations.show(id_)["tenant"] for id_ in ids]


def end(sessions, ids, state="succeeded"):
    """And, where it succeeded, proves."""
    with transaction(sessions) as session:
        for id_ in ids:
            operation = session.get_one(Operation, id_)
            operation.state = state
            if state == "succeeded":
                session.get_one(Backup, operation.inputs["backup_id"]).proven_at = NOON


def test_it_takes_the_newest_backup(drills, tenant, sessions, actor):
    row = tenant()
    with transaction(sessions) as session:
        newest = add_backup(session, row.id, NOON - timedelta(hours=1))
        add_backup(session, row.id, NOON - 9 * DAY)
    operation, is_new = drills.submit("acme", actor)
    assert (operation["kind"], is_new) == ("drill", True)
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs == {"backup_id": newest}


def test_it_takes_the_one_that_is_named(drills, tenant, sessions, actor):
    row = tenant()
    with transaction(sessions) as session:
        older = add_backup(session, row.id, NOON - 9 * DAY)
    operation, _ = drills.submit("acme", actor, older)
    with transaction(sessions) as session:
        assert session.get_one(Operation, operation["id"]).inputs == {"backup_id": older}


def test_a_backup_of_another_is_none(drills, tenant, sessions, actor):
    tenant()
    other = tenant("beta")
    with transaction(sessions) as session:
        (backup,) = session.query(Backup).filter_by(tenant_id=other.id)
    with pytest.raises(NotFound, match="has no backup"):
        drills.submit("acme", actor, backup.id)


def test_without_a_backup_there_is_nothing_to_restore(drills, tenant, actor):
    tenant(backed_up=None)
    with pytest.raises(Conflict, match="make one first"):
        drills.submit("acme", actor)


@pytest.mark.parametrize("lifecycle", ["suspended", "archived", "restoring"])
def test_only_of_tenants_that_work(drills, tenant, actor, lifecycle):
    tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict):
        drills.submit("acme", actor)
    assert drills.submit_due(NOON) == []


def test_the_same_key_is_the_same_drill(drills, tenant, actor):
    tenant()
    first, _ = drills.submit("acme", actor, key="k")
    again, is_new = drills.submit("acme", actor, key="k")
    assert (again["id"], is_new) == (first["id"], False)


@pytest.mark.parametrize(
    ("facts", "is_due"),
    [
        ({"proven": 7}, True),
        ({"proven": 6.9}, False),
        ({"made": 1}, True),
        ({"made": 0.9}, False),
        ({"backed_up": None}, False),
        ({"proven": 8, "lifecycle": "suspended"}, False),
    ],
    ids=str,
)
def test_who_is_due(drills, tenant, facts, is_due):
    tenant(**facts)
    assert bool(drills.submit_due(NOON)) is is_due


def test_it_is_the_clocks_and_is_asked_for_once(drills, tenant, services):
    tenant(proven=8)
    (operation_id,) = drills.submit_due(NOON)
    assert services.operations.show(operation_id)["requested_by"] == CLOCK.name
    assert drills.submit_due(NOON) == []


def test_without_days_the_clock_asks_for_none(services, sessions, tenant):
    tenant(proven=500)
    drills = Drills(sessions, Submission(sessions, services.operations), days=0, backup_hour=3)
    assert drills.submit_due(NOON) == []


def test_tonights_backup_comes_first(drills, tenant):
    """Until its tries are over: then the one of yesterday must do."""
    tenant(proven=8, backed_up=1.2)
    opened = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert drills.submit_due(opened + timedelta(hours=3, minutes=59)) == []
    assert drills.submit_due(opened + timedelta(hours=4)) != []


def test_a_tenant_that_is_busy_is_left_alone(drills, tenant, services, actor):
    tenant(proven=8)
    services.backups.submit_backup("acme", actor)
    assert drills.submit_due(NOON) == []


def test_those_that_wait_longest_come_first_and_few_at_a_time(drills, tenant, services, sessions):
    for number in range(20):
        tenant(f"t{number:02}", proven=8 + number)
    first = drills.submit_due(NOON)
    assert slugs(services, first) == ["t19", "t18"]
    assert drills.submit_due(NOON) == []
    end(sessions, first)
    assert slugs(services, drills.submit_due(NOON)) == ["t17"]


def test_a_day_has_its_share_and_no_more(drills, tenant, sessions):
    """Twenty tenants in seven days: three a day."""
    for number in range(20):
        tenant(f"t{number:02}", proven=30)
    asked = []
    for _ in range(5):
        more = drills.submit_due(NOON)
        end(sessions, more)
        asked += more
    assert len(asked) == 3
    assert drills.submit_due(NOON + timedelta(hours=23)) == []


def test_a_failed_one_is_tried_the_next_day_behind_the_others(drills, tenant, services, sessions):
    tenant("bad", proven=99)
    end(sessions, drills.submit_due(NOON), "failed")
    tenant("good", proven=9, backed_up=0)
    with time_machine.travel(NOON + timedelta(hours=23), tick=False) as clock:
        assert drills.submit_due(NOON + timedelta(hours=23)) == []  # the day's share is spent
        clock.move_to(NOON + timedelta(hours=25))
        first = drills.submit_due(NOON + timedelta(hours=25))
        assert slugs(services, first) == ["good"]
        end(sessions, first)
        clock.move_to(NOON + timedelta(hours=50))
        assert slugs(services, drills.submit_due(NOON + timedelta(hours=50))) == ["bad"]


def test_a_fleet_is_taken_through_in_its_days(services, sessions, tenant):
    """Days of twenty-five hours, so that each has a share of its own."""
    for number in range(10):
        tenant(f"t{number}", proven=40)
    drills = Drills(sessions, Submission(sessions, services.operations), days=5, backup_hour=3)
    by_day = []
    for day in range(5):
        now = NOON + timedelta(hours=25 * day)
        with time_machine.travel(now, tick=False):
            asked = drills.submit_due(now)
        end(sessions, asked)
        by_day.append(len(asked))
    assert by_day == [2, 2, 2, 2, 2]
