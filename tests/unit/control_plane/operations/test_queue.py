"""Of one tenant one operation at a time, in order; of one kind so many; nobody waits for another's tenant."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from control_plane.database import transaction, utc_now
from control_plane.errors import StepFailed
from control_plane.models import Operation, Tenant, TenantLock
from control_plane.operations import catalog
from control_plane.operations.engine.journal import Journal
from control_plane.operations.engine.lease import claim


@pytest.fixture
def submit(services, sessions, add_tenant, actor):
    """An operation of a tenant that is made when it is first named; each is a second after the one before."""
    count = iter(range(1000))

    def submit(slug, kind="backup"):
        with transaction(sessions) as session:
            known = session.scalar(select(Tenant).where(Tenant.slug == slug))
        if known is None:
            add_tenant(slug)
        with transaction(sessions) as session:
            tenant = session.scalars(select(Tenant).where(Tenant.slug == slug)).one()
            operation_id = services.operations.submit(
                session, kind=kind, tenant=tenant, inputs={}, actor=actor
            )["id"]
            session.get_one(Operation, operation_id).created_at = utc_now() + timedelta(seconds=next(count))
        return operation_id

    return submit


@pytest.fixture
def take(sessions):
    """The id of what a runner gets now."""

    def take():
        lease = claim(sessions, "runner")
        return lease and lease.operation_id

    return take


def change(sessions, operation_id, **values):
    with transaction(sessions) as session:
        for name, value in values.items():
            setattr(session.get_one(Operation, operation_id), name, value)


def finish(sessions, operation_id):
    change(sessions, operation_id, state="succeeded")
    with transaction(sessions) as session:
        lock = session.scalar(select(TenantLock).where(TenantLock.operation_id == operation_id))
        session.delete(lock)


def test_a_tenants_own_come_one_after_the_other(submit, take, sessions):
    first, second = submit("acme"), submit("acme", "repair")
    assert take() == first
    assert take() is None
    finish(sessions, first)
    assert take() == second


def test_another_tenants_does_not_wait(submit, take):
    first, _, other = submit("acme"), submit("acme"), submit("beta")
    assert [take(), take(), take()] == [first, other, None]


def test_one_that_waits_to_be_tried_again_keeps_its_tenant(submit, take, sessions):
    first, _ = submit("acme"), submit("acme")
    take()
    change(sessions, first, state="waiting", retry_at=utc_now() + timedelta(minutes=1))
    assert take() is None
    change(sessions, first, retry_at=utc_now())
    assert take() == first


def test_one_that_was_given_back_keeps_its_tenant(submit, take, sessions):
    first, _ = submit("acme"), submit("acme", "repair")
    take()
    change(sessions, first, state="queued")
    assert take() == first


def test_a_resumed_one_has_its_old_place_but_disturbs_nobody(submit, take, sessions, services, actor):
    failed, running, last = submit("acme", "repair"), submit("acme"), submit("acme")
    change(sessions, failed, state="failed")
    assert take() == running
    services.operations.resume(failed, actor)
    assert take() is None
    finish(sessions, running)
    assert take() == failed
    finish(sessions, failed)
    assert take() == last


def test_of_a_kind_only_so_many_at_once(submit, take, sessions, monkeypatch):
    monkeypatch.setitem(catalog.KINDS, "backup", replace(catalog.KINDS["backup"], at_once=1))
    first, second, repair = submit("a"), submit("b"), submit("c", "repair")
    assert [take(), take(), take()] == [first, repair, None]
    finish(sessions, first)
    assert take() == second


def test_a_dead_runners_is_taken_over_however_crowded_its_kind(submit, take, sessions, monkeypatch):
    monkeypatch.setitem(catalog.KINDS, "backup", replace(catalog.KINDS["backup"], at_once=1))
    first = submit("a")
    take()
    change(sessions, first, lease_until=utc_now() - timedelta(seconds=1))
    assert take() == first


def test_the_lock_says_for_whom_since_when_and_why(submit, take, sessions, actor):
    operation_id = submit("acme")
    with transaction(sessions) as session:
        assert session.scalars(select(TenantLock)).all() == []
    take()
    with transaction(sessions) as session:
        lock = session.scalars(select(TenantLock)).one()
    assert (lock.operation_id, lock.holder, lock.reason) == (operation_id, actor.name, "a backup is running")


def test_the_lifecycle_moves_when_it_begins(submit, take, services, sessions):
    first, restore = submit("acme"), submit("acme", "restore")
    take()
    assert services.tenants.show("acme")["lifecycle"] == "active"
    finish(sessions, first)
    assert take() == restore
    assert services.tenants.show("acme")["lifecycle"] == "restoring"


def test_a_tenant_that_has_become_another_is_left_alone(submit, sessions, services):
    operation_id = submit("acme", "restore")
    with transaction(sessions) as session:
        session.scalars(select(Tenant)).one().lifecycle = "failed"
    lease = claim(sessions, "runner")
    assert lease is not None and lease.operation_id == operation_id
    assert services.tenants.show("acme")["lifecycle"] == "failed"
    with pytest.raises(StepFailed, match="The tenant is failed by now"):
        Journal(sessions, services.notices, services.vault, lease).begin()
