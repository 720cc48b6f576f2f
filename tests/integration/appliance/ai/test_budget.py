"""The budget of calls on a real Redis."""

import threading
import time

import pytest
import time_machine

from appliance.ai.budget import Budget, BudgetLimits
from appliance.context import Context
from appliance.database import utc_now

pytestmark = pytest.mark.integration


@pytest.fixture
def budget(context: Context, clock: time_machine.Traveller) -> Budget:
    """Nothing used yet, and time stands still."""
    clock.move_to(utc_now(), tick=False)
    return Budget(context.redis)


def test_questions_leave_room_for_looks(budget: Budget) -> None:
    waits = [budget.take_question() for _ in range(7)]
    assert waits[:6] == [0.0] * 6
    assert 9 < waits[6] <= 10
    assert budget.take_look() == 0.0
    assert budget.take_call() == 0.0
    assert 9 < budget.take_call() <= 10


def test_the_minute_bounds_what_ten_seconds_allow(context: Context) -> None:
    budget = Budget(context.redis)
    now = int(time.time() * 1000)
    for number in range(30):  # spread over the last fifty seconds
        context.redis.zadd("ai:budget:calls", {f"old{number}": now - 50_000 + number * 1_300})
    wait = budget.take_call()
    assert 9 < wait <= 10  # until the oldest leaves the minute


def test_a_look_that_nobody_else_pays_for_may_come_every_two_seconds(budget: Budget) -> None:
    assert budget.take_look() == 0.0
    assert budget.take_look() == 2.0


@pytest.mark.parametrize(("questions", "gap"), [(1, 2.07), (3, 2.23), (6, 5.0)])
def test_looks_are_spread_over_what_questions_leave(budget: Budget, questions: int, gap: float) -> None:
    for _ in range(questions):
        budget.take_question()
    budget.take_look()
    assert budget.take_look() == pytest.approx(gap, abs=0.01)


def test_looks_as_often_as_allowed_never_shut_questions_out(
    budget: Budget, clock: time_machine.Traveller
) -> None:
    """Whoever asks for a look whenever one may be had, while customers ask at the rate FILA-IA takes."""
    put = 0
    for second in range(300):
        clock.shift(1)
        budget.take_look()
        put += second % 3 == 0 and budget.take_question() == 0.0
    assert put >= 90


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
        budget.take_call()
    assert context.redis.zcard("ai:budget:calls") == 8


def test_a_pause_stops_everything(context: Context) -> None:
    budget = Budget(context.redis)
    budget.pause(7)
    assert 6 < budget.take_call() <= 7
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
    assert budget.take_look() == 0.0  # what was asked may still be fetched


def test_counting_is_atomic(context: Context) -> None:
    budget = Budget(context.redis)
    taken: list[float] = []
    threads = [threading.Thread(target=lambda: taken.append(budget.take_call())) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0.0) == 8
