"""A walk that ends before its steps do: out of time, asked to stop, or no longer the one who may."""

import time
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Operation
from control_plane.operations.engine.walk import StopRequested
from tests.unit.control_plane.operations.engine.conftest import raising


def test_progress_past_the_deadline_fails_the_step(toy):
    def during(context):
        while True:
            context.progress("slow")

    toy.steps["first"] = replace(toy.steps["first"], deadline_seconds=1, during=during)
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "deadline_passed"


def test_a_stop_leaves_the_step_at_its_next_line_of_progress(toy):
    def during(context):
        toy.stop.set()
        context.progress("going on")

    toy.steps["second"].during = during
    operation_id = toy.submit()
    assert not toy.walk().run()
    assert toy.world == ["first"]
    assert toy.show(operation_id)["state"] == "running"


def test_who_lost_the_lease_writes_nothing_more(toy):
    operation_id = toy.submit()
    stale = toy.claim("old")

    def during(_context):
        with transaction(toy.services.sessions) as session:
            session.get_one(Operation, operation_id).state = "queued"
        toy.claim("new")

    toy.steps["first"].during = during
    assert toy.walk(stale).run()
    assert toy.step_states(operation_id) == ["running", "pending", "pending"]
    assert toy.show(operation_id)["state"] == "running"


def test_the_heartbeats_word_stops_progress(toy):
    walk = None

    def during(context):
        walk.is_lost.set()
        context.progress("on and on")

    toy.steps["first"].during = during
    operation_id = toy.submit()
    walk = toy.walk()
    assert walk.run()
    assert toy.world == []
    assert toy.show(operation_id)["state"] == "running"


def test_a_failing_platform_database_leaves_the_lease_to_run_out(toy):
    toy.steps["first"].during = raising(OperationalError("UPDATE", {}, Exception("disk I/O error")))
    operation_id = toy.submit()
    assert toy.walk().run()
    assert toy.show(operation_id)["state"] == "running"


def test_a_hung_step_is_failed_from_outside(toy):
    operation_id = toy.submit()
    walk = toy.walk()
    walk.give_up_hung()
    assert toy.show(operation_id)["error"]["code"] == "step_hung"


def test_overdue_counts_from_the_deadline(toy):
    seen = []
    walk = None
    toy.steps["first"].during = lambda _context: seen.append(walk.overdue_seconds())
    toy.submit()
    walk = toy.walk()
    assert walk.overdue_seconds() < -time.monotonic()
    walk.run()
    assert -60 <= seen[0] <= 0


def test_stop_requested_is_no_error_of_ours():
    assert not issubclass(StopRequested, StepFailed)
