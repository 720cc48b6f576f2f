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

EVERYTHING = (*counters.LIVE, counters.CLOSED)
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
    context.redis.delete("counters:counted", "counters:closed-resting")


def test_asking_counts_nothing(
    context: Context, call: Call, clara: User, write: Callable[..., int], counted: list[Any]
) -> None:
    write("wamid.1")
    for _ in range(3):
        assert call(clara, "GET", "/conversations/stats")[1]["bot"] == 1
    assert counted == [EVERYTHING]


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
    assert counted == [EVERYTHING, counters.LIVE, counters.LIVE]


def test_who_was_told_while_it_was_counted_is_told_again(
    context: Context, clara: User, write: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody asks, and counts; the ticker looks before that is stored."""
    presence.seen(context.redis, clara.id)
    write("wamid.1")
    told(context)
    write("wamid.2", sender="5521987650002")
    a_second_passes(context)
    real = counters.count

    def count(session: Any, statuses: tuple[str, ...]) -> Any:
        monkeypatch.setattr(counters, "count", real)
        assert told(context) == []
        return real(session, statuses)

    monkeypatch.setattr(counters, "count", count)
    assert counters.stats_of(context, clara)["bot"] == 2
    [(_, numbers)] = told(context)
    assert numbers["bot"] == 2
    assert told(context) == []


@pytest.fixture
def taken(call: Call, clara: User, write: Callable[..., int]) -> int:
    """Clara has a conversation."""
    write("wamid.1")
    [row] = call(clara, "GET", "/conversations")[1]["data"]
    assert call(clara, "POST", f"/conversations/{row['id']}/takeover", {})[0] == 200
    return int(row["id"])


def shown(context: Context, user: User) -> tuple[int, int]:
    """Open and closed ones, a second later."""
    a_second_passes(context)
    stats = counters.stats_of(context, user)
    return stats["open"], stats["closed"]


def test_what_is_closed_or_taken_up_again_is_counted_at_once(
    context: Context, call: Call, clara: User, taken: int, counted: list[Any]
) -> None:
    found = [shown(context, clara)]
    for way in ("close", "reopen"):
        assert call(clara, "POST", f"/conversations/{taken}/{way}", {})[0] == 200
        found += [shown(context, clara), shown(context, clara)]
    assert found == [(1, 0), (0, 1), (0, 1), (1, 0), (1, 0)]
    assert counted == [EVERYTHING] * 3


def test_many_closed_ones_are_not_counted_again_and_again(
    context: Context, call: Call, clara: User, taken: int, counted: list[Any]
) -> None:
    """What is not counted in its turn is counted and told once that is over."""
    presence.seen(context.redis, clara.id)
    told(context)
    context.redis.set("counters:closed-resting", 1)
    assert call(clara, "POST", f"/conversations/{taken}/close", {})[0] == 200
    context.redis.delete("counters:counted")
    [(_, numbers)] = told(context)
    assert (numbers["open"], numbers["closed"], counted) == (0, 0, [EVERYTHING, counters.LIVE])
    a_second_passes(context)
    [(_, numbers)] = told(context)
    assert (numbers["open"], numbers["closed"]) == (0, 1)


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
