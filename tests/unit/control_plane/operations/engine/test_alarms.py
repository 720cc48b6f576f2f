"""`operation_failed`: raised by what stopped half-way, and over when that is behind the tenant."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.models import Alarm
from control_plane.operations import catalog
from control_plane.services import alarms
from tests.unit.control_plane.operations.engine.conftest import raising


@pytest.fixture
def failed(toy):
    """The id of one that has failed in its first step, and would not again."""
    toy.steps["first"].during = raising(StepFailed("no_space", "The disk is full."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.steps["first"].during = lambda _context: None
    return operation_id


@pytest.fixture
def others(toy):
    """Another kind's failure of the same tenant, and something else that is wrong with it."""
    with transaction(toy.services.sessions) as session:
        details = {"operation": "another", "error": "restic_failed"}
        alarms.raise_(
            session, "operation_failed", tenant_id=toy.tenant.id, subject="offsite", details=details
        )
        alarms.raise_(session, "backup_overdue", tenant_id=toy.tenant.id, details={"hours": 30})


def is_said(toy):
    return sorted((alarm["code"], alarm["subject"]) for alarm in toy.services.alarms.list_all())


@pytest.mark.usefixtures("others")
def test_what_moves_the_tenant_on_leaves_no_failure_behind(toy, failed, actor):
    assert ("operation_failed", "toy") in is_said(toy)
    toy.services.operations.resume(failed, actor)
    toy.walk().run()
    assert is_said(toy) == [("backup_overdue", "")]


@pytest.mark.usefixtures("others")
def test_what_does_not_only_ends_its_own(toy, failed, actor, monkeypatch):
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], lifecycle_after=None))
    toy.services.operations.resume(failed, actor)
    toy.walk().run()
    assert is_said(toy) == [("backup_overdue", ""), ("operation_failed", "offsite")]


@pytest.mark.usefixtures("failed")
def test_a_newer_one_of_its_kind_that_succeeds_ends_it(toy):
    toy.submit()
    toy.walk().run()
    assert is_said(toy) == []


def test_one_that_came_too_late_is_none(toy, monkeypatch):
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], starts_in=("suspended",)))
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "tenant_not_ready"
    assert is_said(toy) == []


@pytest.mark.usefixtures("others")
def test_resumed_and_canceled_in_the_queue_it_has_not_failed_any_more(toy, failed, actor):
    toy.services.operations.resume(failed, actor)
    toy.services.operations.cancel(failed, actor)
    assert is_said(toy) == [("backup_overdue", ""), ("operation_failed", "offsite")]


def test_nor_canceled_while_it_runs_or_waits(toy, failed, actor):
    for then in (lambda _context: None, raising(RetryLater("away", "Away."))):

        def run(context, then=then):
            toy.services.operations.cancel(context.operation_id, actor)
            then(context)

        with transaction(toy.services.sessions) as session:
            session.query(Alarm).one().cleared_at = None
        toy.steps["first"].during = run
        toy.world.clear()
        toy.services.operations.resume(failed, actor)
        toy.walk().run()
        assert (toy.show(failed)["state"], is_said(toy)) == ("canceled", [])


@pytest.mark.usefixtures("failed")
def test_canceling_another_ends_nothing(toy, actor):
    toy.services.operations.cancel(toy.submit(), actor)
    assert is_said(toy) == [("operation_failed", "toy")]


def test_the_operators_systems_are_told_that_it_is_over(toy, failed, actor):
    toy.services.event_endpoints.create("https://ops.example.com/x", ["alarm.cleared"], actor)
    toy.services.operations.resume(failed, actor)
    toy.walk().run()
    assert [row["type"] for row in toy.services.event_endpoints.deliveries()] == ["alarm.cleared"]
