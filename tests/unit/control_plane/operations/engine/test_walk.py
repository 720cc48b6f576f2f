import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotFound, RetryLater, StepFailed
from control_plane.models import Hostname, Operation, Tenant, TenantLock
from control_plane.operations import catalog
from control_plane.operations.engine.journal import MOST_ATTEMPTS
from control_plane.operations.engine.walk import StopRequested
from control_plane.operations.step import StepContext
from control_plane.web.language import language


def raising(error: Exception) -> Callable[[StepContext], None]:
    def during(_context: StepContext) -> None:
        raise error

    return during


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
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "creating"
        assert session.get(TenantLock, toy.tenant.id) is not None
    toy.walk().run()
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


def test_resume_is_refused_while_another_operation_holds_the_tenant(toy, actor):
    toy.steps["first"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    with transaction(toy.services.sessions) as session:
        tenant = session.get_one(Tenant, toy.tenant.id)
        toy.services.operations.submit(session, kind="backup", tenant=tenant, inputs={}, actor=actor)
    with pytest.raises(Conflict) as refused:
        toy.services.operations.resume(operation_id, actor)
    assert refused.value.details["reason"] == "a backup is running"


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


def test_progress_is_stored_masked(toy):
    def during(context):
        with transaction(context.sessions) as session:
            toy.services.vault.put(session, context.tenant_id, "redis_password", "s3cret-of-redis")
        context.progress("AUTH s3cret-of-redis", 40)
        context.progress("connected")

    toy.steps["first"].during = during
    operation_id = toy.submit()
    toy.walk().run()
    step = toy.show(operation_id)["steps"][0]
    assert step["output"] == "AUTH ***\nconnected"
    assert step["message"] == "connected"


def test_what_is_told_again_is_one_line_of_output(toy):
    def during(context):
        for message in ("waiting", "waiting", "there", "waiting"):
            context.progress(message)

    toy.steps["first"].during = during
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["steps"][0]["output"] == "waiting\nthere\nwaiting"


def test_failures_are_masked(toy):
    with transaction(toy.services.sessions) as session:
        toy.services.vault.put(session, toy.tenant.id, "redis_password", "s3cret-of-redis")
    toy.steps["first"].during = raising(StepFailed("no", "AUTH s3cret-of-redis refused"))
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["error"]["message"] == "AUTH *** refused"


def test_what_a_job_said_last_is_in_its_steps_output_masked(toy):
    with transaction(toy.services.sessions) as session:
        toy.services.vault.put(session, toy.tenant.id, "redis_password", "s3cret-of-redis")
    said = StepFailed("no", "No.", output="trying\nAUTH s3cret-of-redis refused")
    toy.steps["first"].during = lambda context: (context.progress("Doing it"), raising(said)(context))
    operation_id = toy.submit()
    toy.walk().run()
    step = toy.show(operation_id)["steps"][0]
    assert step["output"] == "Doing it\ntrying\nAUTH *** refused"
    assert step["message"] == "Doing it"


def test_results_reach_later_steps_and_later_walks(toy):
    seen = []
    toy.steps["first"].during = lambda context: context.remember("snapshot", "abc")
    toy.steps["third"].during = lambda context: seen.append(
        (context.recall("snapshot"), context.recall("no"), context.inputs["colour"])
    )
    toy.submit()
    toy.walk().run()
    assert seen == [("abc", None, "blue")]


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


@pytest.fixture
def undoable(toy, monkeypatch):
    """The first and the third step can be undone; the operation has failed in its third."""

    class Undoable(type(toy.steps["first"])):
        def undo(self, _context):
            self.world.append(f"-{self.name}")

    kind = replace(catalog.KINDS["toy"], lifecycle_undone="undone")
    monkeypatch.setitem(catalog.KINDS, "toy", kind)
    for name in ("first", "third"):
        toy.steps[name] = Undoable(name, toy.world)
    toy.steps["third"].during = raising(StepFailed("no", "No."))
    return toy


def test_a_failed_creation_is_taken_back_last_step_first(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    assert toy.show(operation_id)["can_undo"]
    assert f"guiche operation undo {operation_id}" in toy.show(operation_id)["error"]["next_action"]
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    assert toy.world == ["first", "second", "-third", "-first"]
    shown = toy.show(operation_id)
    assert (shown["state"], shown["error"]) == ("undone", None)
    assert toy.step_states(operation_id) == ["undone"] * 3


@pytest.mark.parametrize(
    ("code", "words"), [("no", "replace wrong credentials"), ("whatsapp_token", "with the right credentials")]
)
def test_a_failed_creation_says_that_credentials_can_be_replaced(undoable, monkeypatch, code, words):
    toy = undoable
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], takes_credentials=True))
    toy.steps["third"].during = raising(StepFailed(code, "No."))
    operation_id = toy.submit()
    toy.walk().run()
    said = toy.show(operation_id)["error"]["next_action"]
    assert words in said and f"guiche operation resume {operation_id}" in said
    assert f"guiche operation undo {operation_id}" in said
    for other in ("pt-BR", "es"):
        assert "guiche" not in language(other).sentence(said)


def test_an_undone_step_has_the_times_of_its_undoing(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    assert toy.step_states(operation_id) == ["done"] * 3
    asked = utc_now().isoformat()
    toy.walk().run()
    first, second, third = toy.show(operation_id)["steps"]
    assert asked < third["started_at"] <= third["finished_at"] <= first["started_at"] <= first["finished_at"]
    assert second["started_at"] is None and second["finished_at"]  # nothing to do: it took no time


def test_what_never_began_is_not_shown_as_undone(undoable, actor):
    toy = undoable
    toy.steps["second"].during = raising(StepFailed("no", "No."))
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    assert toy.step_states(operation_id) == ["undone", "undone", "pending"]
    third = toy.show(operation_id)["steps"][2]
    assert (third["started_at"], third["finished_at"]) == (None, None)
    assert "-third" in toy.world  # whoever was killed in it may have begun all the same


def test_undone_leaves_only_a_tombstone(undoable, actor):
    toy = undoable
    with transaction(toy.services.sessions) as session:
        toy.services.vault.put(session, toy.tenant.id, "redis_password", "s3cret-of-redis")
    operation_id = toy.submit()
    toy.walk().run()
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    with transaction(toy.services.sessions) as session:
        assert session.get_one(Tenant, toy.tenant.id).lifecycle == "undone"
        assert toy.services.vault.values(session, toy.tenant.id) == []
        assert session.scalars(select(Hostname)).all() == []
        assert session.get(TenantLock, toy.tenant.id) is None


def test_why_it_had_failed_outlives_the_undo(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    failed = toy.services.operations.show(operation_id)
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    undone = toy.services.operations.show(operation_id)
    [step] = [step["name"] for step in failed["steps"] if step["state"] == "failed"]
    assert (undone["state"], undone["error"]) == ("undone", None)
    assert undone["given_up_because"] == {
        "code": failed["error"]["code"],
        "message": failed["error"]["message"],
        "step": step,
    }


def test_an_undo_that_fails_goes_on_when_resumed(undoable, actor):
    toy = undoable
    operation_id = toy.submit()
    toy.walk().run()
    undo = type(toy.steps["first"]).undo
    toy.steps["first"].undo = raising(StepFailed("busy", "The network is in use."))
    toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    shown = toy.show(operation_id)
    assert shown["state"] == "failed" and shown["is_undoing"] and not shown["can_undo"]
    assert "undo" not in shown["error"]["next_action"]
    assert [step["state"] for step in shown["steps"]] == ["failed", "undone", "undone"]
    undone_at = shown["steps"][2]["finished_at"]
    toy.steps["first"].undo = undo.__get__(toy.steps["first"])
    toy.services.operations.resume(operation_id, actor)
    assert toy.step_states(operation_id) == ["done", "undone", "undone"]
    toy.walk().run()
    assert toy.show(operation_id)["state"] == "undone"
    assert toy.show(operation_id)["steps"][2]["finished_at"] == undone_at


def test_only_what_failed_and_can_be_undone_is(undoable, actor, monkeypatch):
    toy = undoable
    operation_id = toy.submit()
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        toy.services.operations.undo(operation_id, actor)
    toy.walk().run()
    monkeypatch.setitem(catalog.KINDS, "toy", replace(catalog.KINDS["toy"], lifecycle_undone=None))
    with pytest.raises(Conflict, match="Only a creation that has failed"):
        toy.services.operations.undo(operation_id, actor)
