"""The breaker on a real Redis, seen by two processes."""

import time

import pytest

from appliance.ai.breaker import Breaker, BreakerLimits, BreakerState
from appliance.context import Context

pytestmark = pytest.mark.integration

HASH = "ai:breaker:p"


@pytest.fixture
def breaker(context: Context) -> Breaker:
    return Breaker(context.redis, "p")


def open_it(breaker: Breaker) -> None:
    for number in range(3):
        breaker.failure(f"t{number}")


def rest(context: Context) -> None:
    """As if the rest had passed."""
    context.redis.hset(HASH, "opened_at", str(time.time() - 31))


def test_closed_lets_everybody_ask(breaker: Breaker) -> None:
    assert breaker.state() is BreakerState.CLOSED
    assert all(breaker.permits(token) for token in "abc")


def test_opens_at_the_third_failure_for_every_process(breaker: Breaker, context: Context) -> None:
    breaker.failure("a")
    breaker.failure("b")
    assert breaker.permits("c")
    breaker.failure("c")
    other_process = Breaker(context.redis, "p")
    assert other_process.state() is BreakerState.OPEN
    assert not other_process.permits("d")


def test_another_provider_is_another_breaker(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    assert Breaker(context.redis, "q").permits("a")


def test_a_success_forgets_failures(breaker: Breaker) -> None:
    breaker.failure("a")
    breaker.failure("b")
    breaker.success("c")
    breaker.failure("d")
    breaker.failure("e")
    assert breaker.state() is BreakerState.CLOSED


def test_old_failures_do_not_count(context: Context) -> None:
    breaker = Breaker(context.redis, "p", BreakerLimits(window_seconds=60))
    breaker.failure("a")
    breaker.failure("b")
    for member, _ in context.redis.zrange(f"{HASH}:failures", 0, -1, withscores=True):  # type: ignore
        context.redis.zadd(f"{HASH}:failures", {member: time.time() - 61})
    breaker.failure("c")
    assert breaker.state() is BreakerState.CLOSED


def test_after_its_rest_one_probe_only(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    rest(context)
    assert breaker.permits("probe")
    assert breaker.state() is BreakerState.HALF_OPEN
    assert not breaker.permits("other")
    assert breaker.permits("probe")  # the same asker, again


def test_the_probes_success_closes(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    rest(context)
    breaker.permits("probe")
    breaker.success("other")  # an answer asked for earlier
    assert breaker.state() is BreakerState.HALF_OPEN
    breaker.success("probe")
    assert breaker.state() is BreakerState.CLOSED


def test_the_probes_failure_opens_for_another_rest(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    rest(context)
    breaker.permits("probe")
    breaker.failure("other")
    assert breaker.state() is BreakerState.HALF_OPEN
    breaker.failure("probe")
    assert breaker.state() is BreakerState.OPEN
    assert not breaker.permits("next")


def test_a_probe_let_go_makes_room(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    rest(context)
    breaker.permits("probe")
    breaker.release("other")
    assert not breaker.permits("next")
    breaker.release("probe")
    assert breaker.permits("next")


def test_a_probe_that_died_loses_its_place(breaker: Breaker, context: Context) -> None:
    open_it(breaker)
    rest(context)
    breaker.permits("probe")
    context.redis.hset(HASH, "probe_until", str(time.time() - 1))
    assert breaker.permits("next")
    breaker.success("probe")
    assert breaker.state() is BreakerState.HALF_OPEN


def test_an_answer_while_open_changes_nothing(breaker: Breaker) -> None:
    open_it(breaker)
    breaker.success("a")
    breaker.failure("a")
    breaker.release("a")
    assert breaker.state() is BreakerState.OPEN
