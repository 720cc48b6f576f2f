"""What is kept of a step: what it told, without secrets, and what it remembered."""

from control_plane.database import transaction
from control_plane.errors import StepFailed
from tests.unit.control_plane.operations.engine.conftest import raising


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


def test_a_failure_is_an_alarm_until_that_kind_succeeds(toy, actor):
    toy.steps["first"].during = raising(StepFailed("no_space", "The disk is full."))
    operation_id = toy.submit()
    toy.walk().run()
    (alarm,) = toy.services.alarms.list_all()
    assert (alarm["code"], alarm["subject"]) == ("operation_failed", toy.show(operation_id)["kind"])
    assert alarm["details"] == {"operation": operation_id, "error": "no_space"}
    toy.steps["first"].during = lambda _context: None
    toy.services.operations.resume(operation_id, actor)
    toy.walk().run()
    assert toy.services.alarms.list_all() == []
