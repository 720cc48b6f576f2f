from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from control_plane.actor import CLOCK
from control_plane.database import transaction
from control_plane.models import Backup, Operation
from control_plane.operations.queue import is_ready
from control_plane.services.schedule import NightlyBackups, name_of, window_opened

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NIGHT = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)  # 03:05 in São Paulo


@pytest.fixture
def nightly(services, add_tenant):
    add_tenant()
    return NightlyBackups(services.sessions, services.backups, 3)


@pytest.fixture
def at_night():
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


def end(sessions, operation_id, state, at):
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state, operation.finished_at = state, at
        if state == "succeeded":
            session.add(
                Backup(
                    tenant_id=operation.tenant_id,
                    operation_id=operation.id,
                    trigger="nightly",
                    database_snapshot="a",
                    media_snapshot="b",
                    manifest={},
                    bytes=1,
                    created_at=at,
                )
            )


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        (datetime(2026, 11, 20, 6, 0, tzinfo=UTC), datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 5, 59, tzinfo=UTC), datetime(2026, 11, 19, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
    ],
)
def test_the_window_opens_at_three_in_the_tenants_zone(now, opened):
    assert window_opened(now, SAO_PAULO, 3) == opened


def test_an_hour_that_summer_time_skips_opens_after_the_jump():
    zone = ZoneInfo("America/New_York")  # 2026-03-08: 02:00 EST becomes 03:00 EDT
    assert window_opened(datetime(2026, 3, 8, 12, tzinfo=UTC), zone, 2) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_an_hour_that_comes_twice_opens_once():
    zone = ZoneInfo("America/New_York")  # 2026-11-01: 01:30 comes twice
    first = datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert window_opened(first + timedelta(minutes=30), zone, 1) == first
    assert window_opened(first + timedelta(minutes=90), zone, 1) == first


def test_every_moment_has_a_window_not_older_than_25_hours():
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 3, 7, tzinfo=UTC)
    for quarter in range(4 * 24 * 3):
        now = start + timedelta(minutes=15 * quarter)
        assert timedelta(0) <= now - window_opened(now, zone, 2) <= timedelta(hours=25)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Europe/London", "Africa/Cairo", "America/Sao_Paulo", "Asia/Kolkata"]
)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 22, 23])
def test_no_two_nights_of_a_year_share_a_name(zone, hour):
    noon = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(zone))
    windows = {window_opened(noon + timedelta(days=day), ZoneInfo(zone), hour) for day in range(365)}
    assert len({name_of(opened) for opened in windows}) == len(windows) == 365


def test_the_night_after_summer_time_began_has_its_backup_too(services, sessions, add_tenant):
    with time_machine.travel(datetime(2026, 3, 29, 0, 5, tzinfo=UTC), tick=False) as traveller:
        add_tenant("berlin", configuration={"timezone": "Europe/Berlin"})
        nightly = NightlyBackups(services.sessions, services.backups, 1)
        for opened in (datetime(2026, 3, 29, 0, 5, tzinfo=UTC), datetime(2026, 3, 29, 23, 5, tzinfo=UTC)):
            traveller.move_to(opened)
            (operation_id,) = nightly.submit_due(opened)
            end(sessions, operation_id, "succeeded", opened)


def test_a_night_that_was_named_otherwise_is_not_done_twice(nightly, at_night, services):
    """By its date alone, before an upgrade in the middle of it."""
    services.backups.submit_backup("acme", CLOCK, "nightly:acme:2026-11-20:0", trigger="nightly")
    assert nightly.submit_due(NIGHT + timedelta(minutes=5)) == []


def test_a_due_backup_is_queued_once(nightly, at_night, services):
    (operation_id,) = nightly.submit_due(NIGHT)
    assert services.operations.show(operation_id)["requested_by"] == "clock"
    assert nightly.submit_due(NIGHT) == []


def test_a_good_backup_since_the_window_opened_is_enough(nightly, at_night, sessions):
    (operation_id,) = nightly.submit_due(NIGHT)
    end(sessions, operation_id, "succeeded", NIGHT)
    assert nightly.submit_due(NIGHT + timedelta(hours=20)) == []


def test_the_next_night_is_due_again(nightly, at_night, sessions):
    (operation_id,) = nightly.submit_due(NIGHT)
    end(sessions, operation_id, "succeeded", NIGHT)
    assert len(nightly.submit_due(NIGHT + timedelta(days=1))) == 1


def test_a_clock_that_was_away_makes_up_for_it(nightly, at_night):
    assert len(nightly.submit_due(NIGHT + timedelta(hours=9))) == 1


def test_a_failed_one_is_tried_again_after_an_hour_three_times_a_night(nightly, at_night, sessions):
    now, tries = NIGHT, 0
    while submitted := nightly.submit_due(now):
        tries += 1
        end(sessions, submitted[0], "failed", now)
        assert nightly.submit_due(now + timedelta(minutes=59)) == []
        now += timedelta(hours=1)
        at_night.move_to(now)
    assert tries == 3


def test_a_busy_tenants_backup_is_queued_once(nightly, at_night, services, actor):
    services.repairs.submit("acme", actor)
    assert len(nightly.submit_due(NIGHT)) == 1
    assert nightly.submit_due(NIGHT) == []


@pytest.mark.parametrize("lifecycle", ["creating", "failed", "suspended", "archived"])
def test_only_tenants_that_run(services, add_tenant, at_night, lifecycle):
    add_tenant(lifecycle=lifecycle)
    assert NightlyBackups(services.sessions, services.backups, 3).submit_due(NIGHT) == []


def test_a_restore_that_stopped_half_way_keeps_nobody_from_a_backup(services, sessions, add_tenant, at_night):
    add_tenant(lifecycle="restoring")
    (operation_id,) = NightlyBackups(services.sessions, services.backups, 3).submit_due(NIGHT)
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        assert is_ready(operation, operation.tenant.lifecycle)


def test_tenants_fall_due_by_their_own_zone(services, add_tenant, at_night):
    configuration = {"timezone": "America/Manaus"}  # 02:05 there
    with time_machine.travel(NIGHT - timedelta(hours=2), tick=False):
        add_tenant("manaus", configuration=configuration)
    nightly = NightlyBackups(services.sessions, services.backups, 3)
    assert window_opened(NIGHT, ZoneInfo("America/Manaus"), 3) == NIGHT.replace(day=19, hour=7, minute=0)
    assert len(nightly.submit_due(NIGHT)) == 1  # none since yesterday's window either
