from datetime import UTC, datetime, timedelta

import pytest

from backups.offsite.platform import platform_password
from control_plane.database import transaction
from control_plane.models import Backup, Operation, PlatformFact
from control_plane.services.platform_copy import is_due, note_failed, note_made, platform_passwords

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOLD = {"bytes": 5, "checked": "1/30", "retention": "ok", "snapshot": "a"}


@pytest.fixture
def session(sessions):
    with transaction(sessions) as session:
        yield session


def test_a_new_machine_makes_the_same_password_of_the_key():
    keys = ["5f" * 32, "00" * 32]
    assert platform_passwords("\n".join(keys)) == [platform_password(key) for key in keys]


def test_it_is_due_once_a_day(session):
    assert is_due(session, NOW)
    note_made(session, NOW, TOLD)
    assert not is_due(session, NOW + 23 * HOUR)
    assert is_due(session, NOW + 24 * HOUR)


def test_it_follows_what_was_copied_of_the_tenants(sessions, add_tenant):
    tenant = add_tenant()
    with transaction(sessions) as session:
        note_made(session, NOW, TOLD)
        session.add(
            operation := Operation(kind="backup", tenant_id=tenant.id, inputs={}, requested_by="clock")
        )
        session.flush()
        backup = Backup(
            tenant_id=tenant.id, operation_id=operation.id, trigger="nightly", manifest={}, bytes=1
        )
        backup.database_snapshot = backup.media_snapshot = "a"
        backup.offsite_at = NOW + timedelta(minutes=5)
        session.add(backup)
        session.flush()
        assert not is_due(session, NOW + timedelta(minutes=59))
        assert is_due(session, NOW + HOUR)


def test_a_failure_is_tried_again_and_keeps_what_was_made(session):
    note_made(session, NOW, TOLD)
    note_failed(session, NOW + 24 * HOUR, "offsite_full", "no room")
    fact = session.get(PlatformFact, "platform_copy")
    assert (fact.value["made_at"], fact.value["error"]["code"]) == (NOW.isoformat(), "offsite_full")
    assert not is_due(session, NOW + 24 * HOUR + timedelta(minutes=59))
    assert is_due(session, NOW + 25 * HOUR)


def test_for_too_long_it_is_an_alarm(sessions, services):
    for at, alarms in ((0, 0), (31, 0), (33, 1)):
        with transaction(sessions) as session:
            note_failed(session, NOW + at * HOUR, "offsite_refused", "401")
        assert len(services.alarms.list_all()) == alarms
    with transaction(sessions) as session:
        note_made(session, NOW + 34 * HOUR, TOLD)
    assert services.alarms.list_all() == []
    assert "guiche_platform_last_offsite_timestamp_seconds" in services.metrics.render()
