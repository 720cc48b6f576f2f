import threading
from datetime import timedelta

import pytest

from control_plane import notices as notices_module
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotFound
from control_plane.models import Operation, Tenant
from control_plane.operations.queue import LONGEST_QUEUE


@pytest.fixture
def submit(services, actor):
    def submit(tenant, kind="backup", **options):
        with transaction(services.sessions) as session:
            tenant = session.get_one(Tenant, tenant.id)
            return services.operations.submit(
                session, kind=kind, tenant=tenant, inputs={}, actor=actor, **options
            )["id"]

    return submit


def end(sessions, operation_id, state="succeeded", **values):
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state = state
        for name, value in values.items():
            setattr(operation, name, value)


def test_a_busy_tenants_next_waits_behind(submit, add_tenant, services):
    tenant = add_tenant()
    first, second = submit(tenant), submit(tenant)
    third = services.operations.show(submit(tenant))
    assert third["ahead"] == 2
    assert third["waits_for"] == {"id": first, "kind": "backup", "retry_at": None}
    assert services.operations.show(second)["waits_for"]["id"] == first
    assert services.operations.show(first)["waits_for"] is None


def test_a_queue_has_an_end(submit, add_tenant, services):
    tenant = add_tenant()
    for _ in range(LONGEST_QUEUE):
        submit(tenant)
    with pytest.raises(Conflict) as refused:
        submit(tenant)
    assert refused.value.code == "queue_full"
    assert len(services.history.list_all(limit=50)) == LONGEST_QUEUE
    submit(add_tenant("other"))


def test_two_tenants_do_not_wait_for_each_other(submit, add_tenant, services):
    submit(add_tenant("one"))
    assert services.operations.show(submit(add_tenant("two")))["ahead"] == 0


def test_shows_as_the_contract_says(submit, add_tenant, services, actor):
    shown = services.operations.show(submit(add_tenant()))
    assert shown["kind"] == "backup" and shown["tenant"] == "acme" and shown["state"] == "queued"
    assert shown["error"] is None and shown["requested_by"] == actor.name
    step = shown["steps"][0]
    assert {"name", "state", "started_at", "finished_at", "percent", "message", "error"} <= step.keys()


def test_unknown_operations(services, actor):
    with pytest.raises(NotFound):
        services.operations.show("none")
    with pytest.raises(NotFound):
        services.operations.resume("none", actor)


@pytest.mark.parametrize("state", ["succeeded", "undone"])
def test_what_is_over_cannot_be_resumed(submit, add_tenant, services, sessions, actor, state):
    operation_id = submit(add_tenant())
    end(sessions, operation_id, state)
    with pytest.raises(Conflict, match="nothing to resume"):
        services.operations.resume(operation_id, actor)


@pytest.mark.parametrize("state", ["queued", "running", "waiting"])
def test_resuming_what_is_under_way_changes_nothing(submit, add_tenant, services, sessions, actor, state):
    operation_id = submit(add_tenant())
    end(sessions, operation_id, state)
    assert services.operations.resume(operation_id, actor)["state"] == state


@pytest.mark.parametrize("state", ["queued", "running", "waiting"])
def test_what_is_being_taken_back_is_not_resumed(submit, add_tenant, services, sessions, actor, state):
    operation_id = submit(add_tenant(lifecycle="failed"), kind="create_tenant")
    end(sessions, operation_id, state, is_undoing=True)
    with pytest.raises(Conflict, match="being taken back") as refused:
        services.operations.resume(operation_id, actor)
    assert refused.value.code == "operation_undoing"
    end(sessions, operation_id, "failed", is_undoing=True)
    assert services.operations.resume(operation_id, actor)["state"] == "queued"


def test_a_superseded_failure_cannot_be_resumed(submit, add_tenant, services, sessions, actor):
    tenant = add_tenant()
    old = submit(tenant)
    end(sessions, old, "failed", created_at=utc_now() - timedelta(hours=1))
    end(sessions, submit(tenant))
    with pytest.raises(Conflict) as refused:
        services.operations.resume(old, actor)
    assert refused.value.code == "operation_superseded"


def test_resuming_clears_the_error_and_is_audited(submit, add_tenant, services, sessions, actor):
    tenant = add_tenant()
    operation_id = submit(tenant)
    end(sessions, operation_id, "failed", error_code="x", error_message="X.", next_action="Y.", attempts=5)
    shown = services.operations.resume(operation_id, actor)
    assert shown["error"] is None and shown["attempts"] == 0 and shown["state"] == "queued"
    assert services.audit.list_all()[0]["action"] == "operation_resumed"


def test_watching_yields_each_change_and_ends_with_a_terminal_state(
    submit, add_tenant, services, sessions, monkeypatch
):
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)
    operation_id = submit(add_tenant())
    changes = services.operations.watch(operation_id)
    assert next(changes)["state"] == "queued"
    end(sessions, operation_id, "running")
    assert next(changes)["state"] == "running"
    timer = threading.Timer(0.05, end, (sessions, operation_id))
    timer.start()
    assert [change["state"] for change in changes] == ["succeeded"]
    timer.join()


def test_watching_says_now_and_then_that_it_still_watches(submit, add_tenant, services, monkeypatch):
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr("control_plane.services.operations._HEARTBEAT_SECONDS", 0.02)
    changes = services.operations.watch(submit(add_tenant()))
    assert next(changes) is not None
    assert next(changes) is None


def test_digests_tell_requests_apart_and_do_not_depend_on_order(services):
    operations = services.operations
    assert operations.digest({"a": 1, "b": 2}) == operations.digest({"b": 2, "a": 1})
    assert operations.digest({"a": 1}) != operations.digest({"a": 2})


@pytest.mark.parametrize("state", ["queued", "waiting"])
def test_what_nobody_works_on_is_canceled_at_once(submit, add_tenant, services, sessions, actor, state):
    operation_id = submit(add_tenant())
    end(sessions, operation_id, state)
    shown = services.operations.cancel(operation_id, actor)
    assert (shown["state"], shown["can_cancel"], shown["canceled_by"]) == ("canceled", False, None)
    assert shown["error"]["code"] == "canceled" and actor.name in shown["error"]["message"]
    assert f"guiche operation resume {operation_id}" in shown["error"]["next_action"]
    assert services.audit.list_all()[0]["action"] == "operation_canceled"


def test_what_runs_is_only_asked_to_stop(submit, add_tenant, services, sessions, actor):
    operation_id = submit(add_tenant())
    end(sessions, operation_id, "running")
    shown = services.operations.cancel(operation_id, actor)
    assert (shown["state"], shown["canceled_by"], shown["can_cancel"]) == ("running", actor.name, False)
    assert services.operations.cancel(operation_id, actor) == shown
    assert [row["action"] for row in services.audit.list_all()].count("operation_canceled") == 1


@pytest.mark.parametrize(
    "changes", [{"state": "succeeded"}, {"state": "failed"}, {"state": "running", "is_undoing": True}]
)
def test_what_cannot_be_canceled(submit, add_tenant, services, sessions, actor, changes):
    operation_id = submit(add_tenant())
    end(sessions, operation_id, **changes)
    with pytest.raises(Conflict, match="nothing to stop"):
        services.operations.cancel(operation_id, actor)


def test_what_was_canceled_goes_on(submit, add_tenant, services, actor):
    operation_id = submit(add_tenant())
    services.operations.cancel(operation_id, actor)
    shown = services.operations.resume(operation_id, actor)
    assert (shown["state"], shown["error"], shown["can_cancel"]) == ("queued", None, True)


def test_a_creation_that_was_canceled_is_taken_back(submit, add_tenant, services, actor):
    operation_id = submit(add_tenant(lifecycle="creating"), kind="create_tenant")
    assert services.operations.cancel(operation_id, actor)["can_undo"]
    assert services.operations.undo(operation_id, actor)["is_undoing"]
