from datetime import timedelta
from functools import partial

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Operation, Tenant
from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.services.certificates import sign
from control_plane.services.lifecycle import LONGEST_REASON, TakingDown
from control_plane.services.operations import enqueue


def change(sessions, **values):
    with transaction(sessions) as session:
        tenant = session.query(Tenant).filter_by(slug="acme").one()
        for name, value in values.items():
            setattr(tenant, name, value)


def inputs(sessions, operation):
    with transaction(sessions) as session:
        return session.get_one(Operation, operation["id"]).inputs


def test_each_rung_is_an_operation_on_record(services, add_tenant, actor):
    add_tenant()
    services.lifecycle.suspend("acme", "  não  pagou ", actor)
    services.lifecycle.archive("acme", TakingDown(), actor)
    services.lifecycle.delete("acme", "acme", TakingDown(), actor)
    kinds = [operation["kind"] for operation in services.history.list_all()]
    assert sorted(kinds) == ["archive", "delete", "suspend"]
    assert {entry["action"] for entry in services.audit.list_all()} == {f"{kind}_submitted" for kind in kinds}


def test_the_reason_is_kept_and_shown_while_it_is_closed(services, sessions, add_tenant, actor):
    add_tenant()
    operation, _ = services.lifecycle.suspend("acme", "  não  pagou ", actor)
    assert inputs(sessions, operation) == {"reason": "não pagou"}
    assert services.tenants.show("acme")["closed_because"] is None
    change(sessions, lifecycle="suspended")
    assert services.tenants.show("acme")["closed_because"] == "não pagou"


def test_days_come_from_the_settings_unless_given(services, sessions, add_tenant, actor):
    add_tenant()
    archived, _ = services.lifecycle.archive("acme", TakingDown(), actor)
    deleted, _ = services.lifecycle.delete("acme", "acme", TakingDown(days=0, at_once=True), actor)
    assert inputs(sessions, archived)["days"] == 90
    assert inputs(sessions, deleted)["days"] == 0


def test_none_at_all_is_said_twice(services, add_tenant, actor):
    add_tenant()
    for ask in (services.lifecycle.archive, partial(services.lifecycle.delete, confirm="acme")):
        with pytest.raises(InvalidInput, match="nothing can be brought back") as refused:
            ask("acme", wanted=TakingDown(days=0), actor=actor)
        assert refused.value.details["fields"].keys() == {"at_once"}
    assert services.history.list_all() == []


@pytest.mark.parametrize("days", [-1, 3651])
def test_days_have_limits(services, add_tenant, actor, days):
    add_tenant()
    with pytest.raises(InvalidInput) as refused:
        services.lifecycle.archive("acme", TakingDown(days=days), actor)
    assert refused.value.details["fields"].keys() == {"days"}


def test_so_has_the_reason(services, add_tenant, actor):
    add_tenant()
    with pytest.raises(InvalidInput, match="at most 300 characters"):
        services.lifecycle.suspend("acme", "a" * (LONGEST_REASON + 1), actor)


@pytest.mark.parametrize("confirm", ["", "acm", "ACME"])
def test_deleting_wants_the_slug_typed(services, add_tenant, actor, confirm):
    add_tenant(lifecycle="archived")
    for ask in (
        lambda: services.lifecycle.delete("acme", confirm, TakingDown(), actor),
        lambda: services.lifecycle.purge("acme", confirm, actor),
    ):
        with pytest.raises(InvalidInput, match="Type the tenant's slug"):
            ask()
    assert services.history.list_all() == []


def test_what_is_archived_already_needs_no_other_backup(services, sessions, add_tenant, actor):
    add_tenant(lifecycle="archived")
    operation, _ = services.lifecycle.delete("acme", "acme", TakingDown(), actor)
    assert inputs(sessions, operation)["without_backup"] is True


def test_the_same_deletion_asked_for_again_is_found_again_whatever_the_tenant_has_become(
    services, sessions, add_tenant, actor
):
    add_tenant()
    first, _ = services.lifecycle.delete("acme", "acme", TakingDown(), actor, "a-key")
    change(sessions, lifecycle="condemned")
    again, is_new = services.lifecycle.delete("acme", "acme", TakingDown(), actor, "a-key")
    assert (again["id"], is_new) == (first["id"], False)
    assert inputs(sessions, first)["without_backup"] is False
    with pytest.raises(Conflict, match="came with another request"):
        services.lifecycle.delete("acme", "acme", TakingDown(days=1), actor, "a-key")


@pytest.mark.parametrize(
    ("lifecycle", "asked", "code"),
    [
        ("active", "resume", "tenant_not_closed"),
        ("active", "purge", "tenant_not_kept"),
        ("suspended", "suspend", "tenant_is_so_already"),
        ("suspended", "purge", "tenant_not_kept"),
        ("suspended", "repair", "tenant_closed"),
        ("suspended", "backup", "tenant_closed"),
        ("suspended", "restore", "tenant_closed"),
        ("suspended", "brand", "tenant_closed"),
        ("archived", "archive", "tenant_is_so_already"),
        ("archived", "suspend", "tenant_closed"),
        ("restoring", "brand", "tenant_restoring"),
        ("deleted", "resume", "tenant_deleted"),
        ("purging", "resume", "tenant_deleted"),
        ("failed", "suspend", "tenant_not_created"),
        ("undone", "resume", "tenant_undone"),
        ("undone", "delete", "tenant_undone"),
        ("undone", "repair", "tenant_undone"),
    ],
)
def test_what_a_lifecycle_does_not_allow_is_refused_in_words(
    services, add_tenant, actor, lifecycle, asked, code
):
    add_tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict) as refused:
        services.lifecycle._submission.submit("acme", asked, {}, actor, None)
    assert refused.value.code == code
    assert asked not in services.tenants.show("acme")["allowed"]


def test_of_a_creation_that_is_being_taken_back_nothing_is_resumed(services, sessions, add_tenant, actor):
    tenant = add_tenant(lifecycle="failed")
    with transaction(sessions) as session:
        creation = enqueue(session, "create_tenant", session.get_one(Tenant, tenant.id), {}, actor)
        creation.is_undoing = True
    with pytest.raises(Conflict, match="taken back") as refused:
        services.lifecycle.resume("acme", actor)
    assert refused.value.details["operation"] == creation.id


@pytest.mark.parametrize(
    "lifecycle", ["suspending", "suspended", "archiving", "archived", "condemned", "resuming"]
)
def test_until_the_purge_everything_can_be_brought_back(services, add_tenant, actor, lifecycle):
    add_tenant(lifecycle=lifecycle)
    assert services.lifecycle.resume("acme", actor)[0]["kind"] == "resume"
    assert "resume" in services.tenants.show("acme")["allowed"]


def test_what_was_kept_for_long_enough_is_purged_once(services, sessions, add_tenant):
    add_tenant(lifecycle="archived")
    change(sessions, purge_at=utc_now() + timedelta(minutes=5))
    assert services.purges.submit_due(utc_now()) == []
    later = utc_now() + timedelta(minutes=6)
    (operation_id,) = services.purges.submit_due(later)
    assert services.operations.show(operation_id)["requested_by"] == "clock"
    assert services.purges.submit_due(later) == []


def test_one_that_cannot_be_purged_now_keeps_no_other_waiting(services, sessions, add_tenant, actor):
    past = utc_now() - timedelta(minutes=1)
    add_tenant(lifecycle="archived", purge_at=past)
    add_tenant("busy", lifecycle="archived", purge_at=past)
    add_tenant("zeta", lifecycle="archived", purge_at=past)
    for _ in range(LONGEST_QUEUE):
        services.lifecycle.resume("busy", actor)
    queued = services.purges.submit_due(utc_now())
    assert [services.operations.show(id_)["tenant"] for id_ in queued] == ["acme", "zeta"]


@pytest.mark.parametrize("lifecycle", ["active", "resuming", "suspended", "purging"])
def test_nothing_else_is_ever_purged_by_the_clock(services, sessions, add_tenant, lifecycle):
    add_tenant(lifecycle=lifecycle)
    change(sessions, purge_at=utc_now() - timedelta(days=1))
    assert services.purges.submit_due(utc_now()) == []


def test_a_purge_that_has_begun_is_not_stopped(services, sessions, add_tenant, actor):
    add_tenant(lifecycle="archived")
    operation, _ = services.lifecycle.purge("acme", "acme", actor)
    assert operation["can_cancel"]
    with transaction(sessions) as session:
        session.get_one(Operation, operation["id"]).started_at = utc_now()
    assert not services.operations.show(operation["id"])["can_cancel"]


def test_a_certificate_is_shown_only_as_it_was_signed(services, sessions, settings, add_tenant):
    add_tenant(lifecycle="deleted")
    with pytest.raises(NotFound, match="has not been deleted"):
        services.lifecycle.certificate("acme")
    signed = sign({"tenant": {"slug": "acme"}}, settings.platform_key)
    change(sessions, certificate=signed)
    assert services.lifecycle.certificate("acme") == signed
    change(sessions, certificate={**signed, "tenant": {"slug": "other"}})
    with pytest.raises(Conflict, match="not as this platform signed it"):
        services.lifecycle.certificate("acme")


def test_the_slug_of_a_deleted_tenant_stays_shut_for_a_while(
    services, sessions, add_tenant, tenant_request, actor
):
    tombstone = add_tenant(lifecycle="deleted")
    with transaction(sessions) as session:
        for hostname in session.get_one(Tenant, tombstone.id).hostnames:
            session.delete(hostname)
    change(sessions, purged_at=utc_now() - timedelta(days=89))
    assert services.fleet.slugs() == []
    with pytest.raises(InvalidInput, match="was a tenant that has been deleted") as refused:
        services.tenants.submit_create(tenant_request(), actor)
    assert refused.value.details["fields"].keys() == {"slug"}
    change(sessions, purged_at=utc_now() - timedelta(days=91))
    _, tenant, is_new = services.tenants.submit_create(tenant_request(), actor)
    assert is_new
    assert tenant["id"] != tombstone.id
    assert services.tenants.show(f"acme~{tombstone.id[:8]}")["lifecycle"] == "deleted"
