"""Who sees which conversation."""

import pytest

from appliance.accounts.models import ADMIN, QueueMember, Role, User
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation
from appliance.conversations.visibility import sees

ME, COLLEAGUE = 1, 2
MINE, OTHER = 10, 20


def person(*permissions: str, role: str = "atendente") -> User:
    return User(
        id=ME,
        role=role,
        granted=Role(key=role, permissions=list(permissions)),
        memberships=[QueueMember(queue_id=MINE, user_id=ME)],
    )


def conversation(queue_id: int | None, owner: int | None, *, is_synthetic: bool = False) -> Conversation:
    return Conversation(queue_id=queue_id, assigned_user_id=owner, contact=Contact(is_synthetic=is_synthetic))


@pytest.mark.parametrize(
    ("queue_id", "owner", "of_queue", "of_own"),
    [
        (None, None, True, True),
        (None, COLLEAGUE, True, False),
        (MINE, None, True, True),
        (MINE, COLLEAGUE, True, False),
        (MINE, ME, True, True),
        (OTHER, None, False, False),
        (OTHER, COLLEAGUE, False, False),
        (OTHER, ME, True, True),
    ],
)
def test_by_queue_and_owner(queue_id: int | None, owner: int | None, of_queue: bool, of_own: bool) -> None:
    one = conversation(queue_id, owner)
    assert sees(person(SEE_ALL), one)
    assert sees(person(role=ADMIN), one)
    assert sees(person(SEE_QUEUE), one) is of_queue
    assert sees(person(), one) is of_own


def test_the_provisioning_tests_own_is_shown_to_those_who_see_all() -> None:
    one = conversation(None, None, is_synthetic=True)
    assert sees(person(SEE_ALL), one)
    assert not sees(person(SEE_QUEUE), one)
