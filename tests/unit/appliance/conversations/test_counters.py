"""A person's numbers are sums of what the person may see."""

from typing import Any

import pytest

from appliance.accounts.models import QueueMember, Role, User
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.conversations.counters import Group, sums

ME, OTHER = 7, 8


def person(*permissions: str, queues: tuple[int, ...] = ()) -> User:
    user = User(id=ME, role="x", granted=Role(key="x", permissions=list(permissions)))
    user.memberships = [QueueMember(queue_id=one, user_id=ME) for one in queues]
    return user


GROUPS = [
    Group("bot", None, None, False, 1),
    Group("waiting", 1, None, True, 2),
    Group("waiting", 2, None, False, 4),
    Group("open", 1, OTHER, False, 8),
    Group("open", 2, ME, False, 16),
    Group("closed", 2, OTHER, False, 32),
]


NOBODY = {"bot": 0, "waiting": 0, "open": 0, "closed": 0, "mine": 0, "unassigned": 0, "needs_attention": 0}
SEEN_BY_ALL = {"bot": 1, "waiting": 2, "mine": 16, "unassigned": 2, "needs_attention": 2}


@pytest.mark.parametrize(
    ("user", "numbers"),
    [
        (
            person(SEE_ALL),
            {"waiting": 6, "open": 24, "closed": 32, "unassigned": 6, "queues": {"1": 10, "2": 20}},
        ),
        (person(SEE_QUEUE, queues=(1,)), {"open": 24, "queues": {"1": 10, "2": 16}}),
        (person(queues=(1,)), {"open": 16, "queues": {"1": 2, "2": 16}}),
    ],
)
def test_who_sees_what_is_counted(user: User, numbers: dict[str, Any]) -> None:
    assert sums(GROUPS, user) == NOBODY | SEEN_BY_ALL | numbers


def test_of_nothing_there_is_none() -> None:
    assert sums([], person(SEE_ALL)) == NOBODY | {"queues": {}}
