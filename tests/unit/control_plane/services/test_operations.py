import threading
from datetime import timedelta

import pytest

from control_plane import notices as notices_module
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotFound
from control_plane.models import Operation, Tenant, TenantLock


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


def free(sessions, tenant):
    with transaction(sessions) as session:
        session.delete(session.get_one(TenantLock, tenant.id))


def test_a_held_tenant_says_by_whom_since_when_and_why(submit, add_tenant, actor):
    tenant = add_tenant()
    operation_id = submit(tenant)
    with pytest.raises(Conflict) as refused:
        submit(tenant)
    details = refused.value.details
    assert refused.value.code == "tenant_locked"
    assert (details["holder"], details["reason"]) == (actor.name, "a backup is running")
    assert details["operation"] == operation_id and details["since"]
    assert actor.name in refused.value.message


def test_a_refused_operation_leaves_no_row(submit, add_tenant, services):
    tenant = add_tenant()
    submit(tenant)
    with pytest.raises(Conflict):
        submit(tenant)
    assert len(services.operations.list_all()) == 1


def test_two_tenants_do_not_hold_each_other(submit, add_tenant):
    submit(add_tenant("one"))
    submit(add_tenant("two"))


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


def test_lists_newest_first_by_tenant_and_page(submit, add_tenant, services, sessions):
    ids = []
    for number in range(3):
        operation_id = submit(add_tenant(f"t{number}"))
        end(sessions, operation_id, "queued", created_at=utc_now() + timedelta(seconds=number))
        ids.append(operation_id)
    operations = services.operations
    assert [row["id"] for row in operations.list_all()] == ids[::-1]
    assert [row["id"] for row in operations.list_all(tenant="t1")] == [ids[1]]
    assert [row["id"] for row in operations.list_all(limit=1)] == [ids[2]]
    assert [row["id"] for row in operations.list_all(before=ids[1])] == [ids[0]]


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


def test_a_superseded_failure_cannot_be_resumed(submit, add_tenant, services, sessions, actor):
    tenant = add_tenant()
    old = submit(tenant)
    end(sessions, old, "failed", created_at=utc_now() - timedelta(hours=1))
    free(sessions, tenant)
    end(sessions, submit(tenant))
    free(sessions, tenant)
    with pytest.raises(Conflict) as refused:
        services.operations.resume(old, actor)
    assert refused.value.code == "operation_superseded"


def test_resuming_clears_the_error_and_is_audited(submit, add_tenant, services, sessions, actor):
    tenant = add_tenant()
    operation_id = submit(tenant)
    end(sessions, operation_id, "failed", error_code="x", error_message="X.", next_action="Y.", attempts=5)
    free(sessions, tenant)
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
