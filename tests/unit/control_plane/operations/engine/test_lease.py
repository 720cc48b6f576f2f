from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import LeaseLost
from control_plane.models import Operation
from control_plane.operations.engine.lease import claim, give_back, renew


def change(toy, operation_id, **values):
    with transaction(toy.services.sessions) as session:
        operation = session.get_one(Operation, operation_id)
        for name, value in values.items():
            setattr(operation, name, value)


def test_nothing_due_is_no_lease(sessions):
    assert claim(sessions, "runner") is None


def test_a_queued_operation_is_claimed_once(toy, sessions):
    operation_id = toy.submit()
    lease = claim(sessions, "one")
    assert lease is not None
    assert (lease.operation_id, lease.holder, lease.fence) == (operation_id, "one", 1)
    assert claim(sessions, "two") is None


def test_a_lease_that_ran_out_is_claimed_with_a_higher_fence(toy, sessions):
    operation_id = toy.submit()
    toy.claim("dead")
    change(toy, operation_id, lease_until=utc_now() - timedelta(seconds=1))
    lease = toy.claim("alive")
    assert lease.fence == 2
    assert toy.show(operation_id)["attempts"] == 1


def test_a_renewed_lease_stays(toy, sessions):
    operation_id = toy.submit()
    lease = toy.claim()
    change(toy, operation_id, lease_until=utc_now() - timedelta(seconds=1))
    renew(sessions, lease)
    assert claim(sessions, "other") is None


def test_the_outdated_cannot_renew(toy, sessions):
    operation_id = toy.submit()
    stale = toy.claim("old")
    change(toy, operation_id, state="queued")
    toy.claim("new")
    with pytest.raises(LeaseLost):
        renew(sessions, stale)
    with pytest.raises(LeaseLost):
        give_back(sessions, stale)


def test_a_given_back_operation_is_free_at_once_and_blames_nobody(toy, sessions):
    operation_id = toy.submit()
    give_back(sessions, toy.claim("ending"))
    assert toy.claim("next").operation_id == operation_id
    assert toy.show(operation_id)["attempts"] == 0


def test_waiting_is_due_only_when_its_time_has_come(toy, sessions):
    operation_id = toy.submit()
    change(toy, operation_id, state="waiting", retry_at=utc_now() + timedelta(seconds=60))
    assert claim(sessions, "runner") is None
    change(toy, operation_id, retry_at=utc_now() - timedelta(seconds=1))
    assert toy.claim().operation_id == operation_id


@pytest.mark.parametrize("state", ["succeeded", "failed", "undone"])
def test_what_is_over_is_never_claimed(toy, sessions, state):
    operation_id = toy.submit()
    change(toy, operation_id, state=state, lease_until=utc_now() - timedelta(seconds=1))
    assert claim(sessions, "runner") is None
