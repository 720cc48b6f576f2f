"""Counters: counted after a change and for nobody's request, told to whom they concern."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import counters
from appliance.realtime.emitting import CHANNEL
from appliance.realtime.rooms import room_of_person

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Each time that conversations were counted: which."""
    times: list[tuple[str, ...]] = []
    real = counters.count

    def count(session: Any, statuses: tuple[str, ...]) -> Any:
        times.append(statuses)
        return real(session, statuses)

    monkeypatch.setattr(counters, "count", count)
    return times


def a_second_passes(context: Context) -> None:
    context.redis.delete("counters:counted")


def test_asking_counts_nothing(
    context: Context, call: Call, clara: User, write: Callable[..., int], counted: list[Any]
) -> None:
    write("wamid.1")
    for _ in range(3):
        assert call(clara, "GET", "/conversations/stats")[1]["bot"] == 1
    assert counted == [counters.LIVE, (counters.CLOSED,)]


def test_after_a_change_it_is_counted_once_a_second(
    context: Context, call: Call, clara: User, write: Callable[..., int], counted: list[Any]
) -> None:
    counters.stats_of(context, clara)
    write("wamid.1")
    assert counters.stats_of(context, clara)["bot"] == 1
    write("wamid.2", sender="5521987650002")
    assert counters.stats_of(context, clara)["bot"] == 1
    a_second_passes(context)
    assert counters.stats_of(context, clara)["bot"] == 2
    assert counted == [counters.LIVE, (counters.CLOSED,), counters.LIVE, counters.LIVE]


def test_what_redis_lost_is_counted_anew(context: Context, clara: User, write: Callable[..., int]) -> None:
    write("wamid.1")
    counters.stats_of(context, clara)
    context.redis.flushall()
    assert counters.stats_of(context, clara)["bot"] == 1


def told(context: Context) -> list[tuple[str, dict[str, Any]]]:
    """What the sweep tells: rooms and numbers."""
    with context.redis.pubsub() as listening:
        listening.subscribe(CHANNEL)
        listening.get_message(timeout=5)
        counters.tell(context)
        found = []
        while (heard := listening.get_message(timeout=0.2)) is not None:
            said = json.loads(heard["data"])
            assert said["event"] == counters.COUNTERS_UPDATED
            found += [(room, said["data"][0]["stats"]) for room in said["data"][0]["seq"]]
        return found


def test_who_is_online_is_told_once(
    context: Context, ana: User, clara: User, write: Callable[..., int]
) -> None:
    presence.seen(context.redis, ana.id)
    write("wamid.1")
    [(room, numbers)] = told(context)
    assert (room, numbers["bot"]) == (room_of_person(ana.id), 1)
    counters.note_change(context)
    a_second_passes(context)
    assert told(context) == []  # the same numbers
    presence.seen(context.redis, clara.id)
    write("wamid.2", sender="5521987650002")
    a_second_passes(context)
    assert {room for room, _ in told(context)} == {room_of_person(ana.id), room_of_person(clara.id)}


def test_what_came_within_the_second_is_told_after_it(
    context: Context, ana: User, write: Callable[..., int]
) -> None:
    presence.seen(context.redis, ana.id)
    counters.stats_of(context, ana)
    write("wamid.1")
    assert len(told(context)) == 1
    write("wamid.2", sender="5521987650002")
    assert told(context) == []
    a_second_passes(context)
    [(_, numbers)] = told(context)
    assert numbers["bot"] == 2
