"""Customers who all ask at once: the looks are shared, the budget is kept, everybody is answered once.

FILA-IA answers one second after a question was put; a clock moved by hand says when that is.
"""

from datetime import timedelta
from functools import partial

import pytest

from appliance.ai import polling
from appliance.contacts.models import Contact
from appliance.database import utc_now
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble, waits_for_person
from tests.integration.appliance.ai.test_recovery import in_threads

pytestmark = pytest.mark.integration

POST, LIST = "POST /requests", "GET /requests"


@pytest.fixture
def frozen(desk: Desk, fila: FilaIaDouble) -> Desk:
    """Time passes by `ticks` alone."""
    desk.clock.move_to(utc_now(), tick=False)
    fila.thinks_for = timedelta(seconds=1)
    return desk


def asking_at_once(desk: Desk, number: int) -> list[Contact]:
    customers = [desk.customer(f"Cliente {n}") for n in range(number)]
    for n, customer in enumerate(customers):
        desk.asks(customer, f"pergunta {n}")
    return customers


def assert_each_got_its_own_answer(desk: Desk, customers: list[Contact]) -> None:
    for n, customer in enumerate(customers):
        answers = [text for who, text in desk.thread(customer) if who != "customer"]
        assert len(answers) == 1
        assert answers[0].endswith(f"sobre <cliente>pergunta {n}</cliente>")


@pytest.mark.parametrize(
    ("number", "calls"),
    [
        (1, [POST, LIST]),
        (5, [POST] * 5 + [LIST]),
        (10, [POST] * 6 + [LIST] + [POST] * 4 + [LIST]),
        (20, ([POST] * 6 + [LIST]) * 3 + [POST] * 2 + [LIST]),
    ],
)
def test_one_look_answers_all_that_were_put_together(
    frozen: Desk, fila: FilaIaDouble, number: int, calls: list[str]
) -> None:
    customers = asking_at_once(frozen, number)
    started = utc_now()
    while set(frozen.states()) != {"answered"}:
        frozen.ticks(1)
    assert fila.calls == calls
    assert_each_got_its_own_answer(frozen, customers)
    groups_before = (number - 1) // 6
    assert utc_now() - started <= timedelta(seconds=11 * groups_before + 3)


@pytest.mark.parametrize("thinks_for", [3, 6, 9])
def test_a_slow_model_is_waited_for_within_the_budget(
    frozen: Desk, fila: FilaIaDouble, thinks_for: int
) -> None:
    fila.thinks_for = timedelta(seconds=thinks_for)
    customers = asking_at_once(frozen, 20)
    for _ in range(50):
        frozen.ticks(1)
    assert_each_got_its_own_answer(frozen, customers)
    assert fila.most_calls_in(10) <= 8
    assert fila.most_calls_in(60) <= 30
    assert fila.calls.count(LIST) <= 10


def test_a_question_put_between_two_looks_is_looked_for_with_the_older_ones(
    frozen: Desk, fila: FilaIaDouble
) -> None:
    fila.thinks_for = timedelta(seconds=20)
    asking_at_once(frozen, 1)
    for _ in range(10):
        frozen.ticks(1)
    looks = fila.calls.count(LIST)
    frozen.asks(frozen.customer(), "outra")
    frozen.ticks(3)
    assert fila.calls.count(LIST) == looks + 1
    first, second = frozen.requests()
    assert (
        first.next_step_at == second.next_step_at <= utc_now() + timedelta(seconds=3)
    )  # begun anew for both


def test_a_stream_of_customers_is_answered_and_keeps_to_the_budget(frozen: Desk, fila: FilaIaDouble) -> None:
    """Twenty a minute, for two minutes: as many as FILA-IA takes."""
    customers = []
    for second in range(150):
        if second % 3 == 0 and second < 120:
            customers.append(frozen.customer())
            frozen.asks(customers[-1], f"pergunta {len(customers) - 1}")
        frozen.ticks(1)
    assert_each_got_its_own_answer(frozen, customers)
    assert fila.most_calls_in(10) <= 8
    assert fila.most_calls_in(60) <= 30


def test_more_than_fila_ia_takes_waits_for_a_person_visibly(frozen: Desk, fila: FilaIaDouble) -> None:
    customers = asking_at_once(frozen, 30)
    for _ in range(50):
        frozen.ticks(1)
    reasons = [waits_for_person(frozen.conversation(customer)) for customer in customers]
    assert frozen.states() == ["answered"] * 20 + ["failed"] * 10
    assert reasons == [None] * 20 + ["ai_rate_limited"] * 10
    assert fila.most_calls_in(60) <= 30


def test_two_workers_share_the_looks_too(frozen: Desk, fila: FilaIaDouble) -> None:
    customers = asking_at_once(frozen, 10)
    for _ in range(15):
        frozen.clock.shift(timedelta(seconds=1))
        in_threads(*[partial(polling.advance, frozen.context, frozen.provider)] * 2)
    assert_each_got_its_own_answer(frozen, customers)
    assert fila.calls.count(POST) == 10
    assert fila.calls.count(LIST) <= 4
    assert fila.most_calls_in(10) <= 8


def test_redis_wiped_in_the_middle_costs_no_answer_and_none_twice(frozen: Desk, fila: FilaIaDouble) -> None:
    customers = asking_at_once(frozen, 10)
    frozen.ticks(1)
    frozen.context.redis.flushall()  # the budget is forgotten too: FILA-IA says so
    fila.faults, fila.retry_after = [429], 4
    for _ in range(20):
        frozen.ticks(1)
    assert_each_got_its_own_answer(frozen, customers)
    assert fila.calls.count(POST) == 10
