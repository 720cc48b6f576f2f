"""The budget of calls on a real Redis."""

import threading
import time

import pytest

from appliance.ai.budget import Budget, BudgetLimits
from appliance.context import Context

pytestmark = pytest.mark.integration


def test_questions_leave_room_for_polls(context: Context) -> None:
    budget = Budget(context.redis)
    waits = [budget.take_question() for _ in range(6)]
    assert waits[:5] == [0.0] * 5
    assert 9 < waits[5] <= 10
    assert [budget.take_poll() for _ in range(3)] == [0.0] * 3
    assert 9 < budget.take_poll() <= 10


def test_the_minute_bounds_what_ten_seconds_allow(context: Context) -> None:
    budget = Budget(context.redis)
    now = int(time.time() * 1000)
    for number in range(30):  # spread over the last fifty seconds
        context.redis.zadd("ai:budget:calls", {f"old{number}": now - 50_000 + number * 1_300})
    wait = budget.take_poll()
    assert 9 < wait <= 10  # until the oldest leaves the minute


def test_what_is_old_does_not_count(context: Context) -> None:
    budget = Budget(context.redis)
    now = int(time.time() * 1000)
    for number in range(30):
        context.redis.zadd("ai:budget:calls", {f"old{number}": now - 60_100})
    assert budget.take_question() == 0.0
    assert context.redis.zcard("ai:budget:calls") == 1


def test_a_refused_call_is_not_counted(context: Context) -> None:
    budget = Budget(context.redis)
    for _ in range(50):
        budget.take_poll()
    assert context.redis.zcard("ai:budget:calls") == 8


def test_a_pause_stops_everything(context: Context) -> None:
    budget = Budget(context.redis)
    budget.pause(7)
    assert 6 < budget.take_poll() <= 7
    assert 6 < budget.take_question() <= 7


@pytest.mark.parametrize(
    "limits",
    [BudgetLimits(questions_in_hour=2), BudgetLimits(questions_in_day=2)],
    ids=["hour", "day"],
)
def test_our_own_quota_of_questions(context: Context, limits: BudgetLimits) -> None:
    budget = Budget(context.redis, limits)
    assert [budget.take_question(), budget.take_question()] == [0.0, 0.0]
    assert budget.take_question() > 3_000
    assert budget.take_poll() == 0.0  # what was asked may still be fetched


def test_counting_is_atomic(context: Context) -> None:
    budget = Budget(context.redis)
    taken: list[float] = []
    threads = [threading.Thread(target=lambda: taken.append(budget.take_poll())) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0.0) == 8
