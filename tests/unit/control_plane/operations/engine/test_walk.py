"""From step to step to success, or to a failure that can be resumed."""

from dataclasses import replace

from sqlalchemy.exc import OperationalError

from control_plane.database import transaction
from control_plane.errors import NotFound, RetryLater, StepFailed
from control_plane.models import Operation, Tenant, TenantLock
from control_plane.operations.catalog import KINDS
from control_plane.operations.engine.journal import MOST_ATTEMPTS
from tests.unit.control_plane.operations.engine.conftest import raising


def test_walks_every_step_in_order_and_succeeds(toy):
    operation_id = toy.submit()
    assert toy.walk().run()
    assert toy.world == ["first", "second", "third"]
    shown = toy.show(operation_id)
    assert shown["state"] == "succeeded"
    assert [step["state"] for step in shown["steps"]] == ["done", "done", "done"]
    assert shown["finished_at"] and shown["error"] is None


def test_skips_what_holds_already(toy):
    toy.world.append("second")
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.step_states(operation_id) == ["done", "skipped", "done"]
    assert toy.world == ["second", "first", "third"]


def test_success_frees_the_tenant_and_moves_its_lifecycle(toy):
    toy.submit()
    walk = toy.walk()
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "creating"
        assert session.get(TenantLock, toy.tenant.id) is not None
    walk.run()
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "active"
        assert session.get(TenantLock, toy.tenant.id) is None


def test_a_failed_step_leaves_the_operation_resumable_and_says_what_to_do(toy):
    toy.steps["second"].during = raising(StepFailed("no_disk", "The disk is full: free some."))
    operation_id = toy.submit()
    toy.walk().run()
    shown = toy.show(operation_id)
    assert shown["state"] == "failed"
    assert toy.step_states(operation_id) == ["done", "failed", "pending"]
    assert shown["error"]["message"] == "The disk is full: free some."
    assert f"guiche operation resume {operation_id}" in shown["error"]["next_action"]
    assert shown["steps"][1]["error"] == shown["error"]


def test_a_failure_frees_the_tenant_for_other_operations(toy):
    toy.steps["first"].during = raising(StepFailed("no", "No."))
    toy.submit()
    toy.walk().run()
    with transaction(toy.services.sessions) as session:
        assert session.get(TenantLock, toy.tenant.id) is None
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "failed"


def test_a_step_may_name_its_own_next_action(toy):
    toy.steps["first"].during = raising(StepFailed("no", "No.", next_action="Call Ana."))
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["next_action"] == "Call Ana."


def test_resume_starts_over_and_ends_in_the_same_state(toy, actor):
    toy.steps["second"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.steps["second"].during = lambda _context: None
    assert toy.services.operations.resume(operation_id, actor)["state"] == "queued"
    assert toy.step_states(operation_id) == ["done", "pending", "pending"]
    toy.walk().run()
    assert toy.world == ["first", "second", "third"]
    assert toy.show(operation_id)["state"] == "succeeded"


def test_a_step_whose_effect_is_not_there_afterwards_has_failed(toy):
    toy.steps["first"].is_effective = False
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "not_effective"


def test_errors_of_services_fail_the_operation_with_their_words(toy):
    toy.steps["first"].during = raising(NotFound("credential_missing", "No such credential."))
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "credential_missing"


def test_a_bug_fails_the_operation_without_showing_its_text(toy):
    toy.steps["first"].during = raising(ValueError("password hunter2"))
    operation_id = toy.submit()
    toy.walk().run()
    error = toy.show(operation_id)["error"]
    assert error["code"] == "step_broke"
    assert "hunter2" not in str(error)


def test_retry_later_waits_and_keeps_the_tenant(toy):
    toy.steps["second"].during = raising(RetryLater("engine_away", "The engine restarts."))
    operation_id = toy.submit()
    toy.walk().run()
    shown = toy.show(operation_id)
    assert shown["state"] == "waiting"
    assert shown["retry_at"] and shown["error"]["code"] == "engine_away"
    assert toy.step_states(operation_id) == ["done", "pending", "pending"]
    with transaction(toy.services.sessions) as session:
        assert session.get(TenantLock, toy.tenant.id) is not None


def test_retries_are_bounded(toy):
    toy.steps["second"].during = raising(RetryLater("engine_away", "The engine restarts."))
    operation_id = toy.submit()
    walks = 0
    while toy.show(operation_id)["state"] != "failed":
        with transaction(toy.services.sessions) as session:
            session.get_one(Operation, operation_id).retry_at = None
            session.get_one(Operation, operation_id).state = "queued"
        toy.walk().run()
        walks += 1
    assert walks == MOST_ATTEMPTS
    assert toy.show(operation_id)["error"]["code"] == "engine_away"


def test_getting_on_forgives_earlier_attempts(toy):
    toy.steps["third"].during = raising(RetryLater("later", "Later."))
    operation_id = toy.submit()
    with transaction(toy.services.sessions) as session:
        session.get_one(Operation, operation_id).attempts = MOST_ATTEMPTS - 1
    toy.walk().run()
    assert toy.show(operation_id)["attempts"] == 1


def test_an_operation_that_kills_its_runners_is_given_up(toy):
    operation_id = toy.submit()
    with transaction(toy.services.sessions) as session:
        session.get_one(Operation, operation_id).attempts = MOST_ATTEMPTS
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "runner_died"


def test_what_was_resumed_asks_again_whether_its_tenant_is_one_for_it(toy, actor, monkeypatch):
    kind = replace(KINDS["toy"], starts_in=("active",), lifecycle_while=None, lifecycle_failed=None)
    monkeypatch.setitem(KINDS, "toy", kind)
    toy.steps["second"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.resume(operation_id, actor)
    with transaction(toy.services.sessions) as session:
        session.get_one(Tenant, toy.tenant.id).lifecycle = "suspended"
    toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], shown["error"]["code"]) == ("failed", "tenant_not_ready")
    assert toy.world == ["first"]


def test_what_was_overtaken_while_it_waited_for_its_turn_does_nothing(toy, actor):
    toy.steps["second"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.resume(operation_id, actor)
    with transaction(toy.services.sessions) as session:
        tenant = session.get_one(Tenant, toy.tenant.id)
        overtaking = toy.services.operations.submit(
            session, kind="suspend", tenant=tenant, inputs={}, actor=actor
        )
        row = session.get_one(Operation, overtaking["id"])
        row.state, row.started_at = "succeeded", row.created_at
    toy.walk().run()
    assert toy.show(operation_id)["error"]["code"] == "tenant_not_ready"
    assert toy.world == ["first"]


def test_what_the_database_refuses_fails_at_once_instead_of_being_tried_again(toy):
    def twice(context):
        with transaction(context.sessions) as session:
            for _ in range(2):
                session.add(Tenant(slug="twice", name="hunter2", configuration={}))

    toy.steps["second"].during = twice
    operation_id = toy.submit()
    toy.walk().run()
    shown = toy.show(operation_id)
    assert (shown["state"], shown["error"]["code"]) == ("failed", "record_refused")
    assert toy.step_states(operation_id) == ["done", "failed", "pending"]
    assert "hunter2" not in str(shown)
    assert toy.services.alarms.list_all()[0]["details"]["error"] == "record_refused"


def test_a_database_that_is_away_is_waited_for(toy):
    toy.steps["second"].during = raising(OperationalError("SELECT 1", {}, Exception("away")))
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["state"] == "running"
