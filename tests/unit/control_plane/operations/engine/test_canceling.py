"""Stopped between two steps, when somebody asks for it."""

import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, RetryLater, StepFailed
from control_plane.models import Operation, Tenant, TenantLock
from tests.unit.control_plane.operations.engine.conftest import raising


@pytest.fixture
def canceled_during(toy, actor):
    """Somebody cancels while the step of this name runs."""

    def during(name, then=lambda _context: None):
        def run(context):
            toy.services.operations.cancel(context.operation_id, actor)
            then(context)

        toy.steps[name].during = run
        return toy.submit()

    return during


def test_the_step_goes_to_its_end_and_the_next_does_not_begin(toy, canceled_during, actor):
    operation_id = canceled_during("second")
    assert toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], toy.world) == ("canceled", ["first", "second"])
    assert toy.step_states(operation_id) == ["done", "done", "pending"]
    assert shown["error"]["message"].startswith(f"{actor.name} stopped it before the step third")
    assert shown["finished_at"] and shown["canceled_by"] is None


def test_the_tenant_is_free_and_half_made(toy, canceled_during):
    canceled_during("first")
    toy.walk().run()
    with transaction(toy.services.sessions) as session:
        assert session.get(TenantLock, toy.tenant.id) is None
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "failed"


def test_resumed_it_ends_as_if_nothing_had_been(toy, canceled_during, actor):
    operation_id = canceled_during("second")
    toy.walk().run()
    toy.services.operations.resume(operation_id, actor)
    toy.walk().run()
    assert toy.show(operation_id)["state"] == "succeeded"
    assert toy.world == ["first", "second", "third"]


def test_in_the_last_step_it_is_too_late(toy, actor):
    def run(context):
        assert not toy.show(context.operation_id)["can_cancel"]
        with pytest.raises(Conflict, match="Its last step is under way"):
            toy.services.operations.cancel(context.operation_id, actor)

    toy.steps["third"].during = run
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["state"] == "succeeded"


def test_asked_just_before_the_last_step_ended_it_has_succeeded(toy, actor):
    def run(context):
        with transaction(toy.services.sessions) as session:
            session.get_one(Operation, context.operation_id).canceled_by = actor.name

    toy.steps["third"].during = run
    operation_id = toy.submit()
    toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], shown["canceled_by"]) == ("succeeded", None)


def test_a_step_that_fails_meanwhile_has_failed(toy, canceled_during):
    operation_id = canceled_during("second", raising(StepFailed("no", "No.")))
    toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], shown["error"]["code"], shown["canceled_by"]) == ("failed", "no", None)


def test_what_would_be_tried_again_is_not(toy, canceled_during):
    operation_id = canceled_during("second", raising(RetryLater("later", "Later.")))
    toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], shown["retry_at"]) == ("canceled", None)
    assert "before the step second" in shown["error"]["message"]


def test_before_it_began_the_tenant_stays_as_it_was(toy, actor):
    toy.services.operations.cancel(toy.submit(), actor)
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "active"


def test_asked_of_a_runner_that_then_died_the_next_one_does_it(toy, actor):
    operation_id = toy.submit()
    lease = toy.claim("dead")
    toy.journal(lease).begin()
    toy.services.operations.cancel(operation_id, actor)
    toy.expire(operation_id)
    toy.walk().run()
    assert (toy.show(operation_id)["state"], toy.world) == ("canceled", [])
