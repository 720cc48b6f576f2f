"""Never more than Meta allows, in any window, whatever is asked for and when."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.pace import (
    GO,
    HORIZON,
    NUMBER,
    PAIR,
    PAIR_BURST,
    PAIR_SECONDS,
    PAUSED,
    REMEMBERED_SECONDS,
    SLOWEST,
    Grant,
    Pace,
    interval_of,
    pause_of,
)

ASKED = st.lists(
    st.tuples(st.floats(0, 3), st.lists(st.integers(1, 6), min_size=1, max_size=40)), min_size=1, max_size=60
)
"""After so many seconds, messages to these customers."""


def sent(asked: list[tuple[float, list[int]]], rate: float) -> list[tuple[float, int]]:
    pace, interval = Pace(), interval_of(rate)
    found = []
    moments = accumulate(pause for pause, _ in asked)
    for now, (_, pairs) in zip(moments, asked, strict=True):
        grants = pace.reserve(now, interval, pairs)
        found += [
            (now + grant.seconds, pair) for grant, pair in zip(grants, pairs, strict=True) if grant.kind == GO
        ]
    return found


def most(moments: list[float], window: float) -> int:
    """As many as fall into any window of that length."""
    moments = sorted(moments)
    return max((sum(1 for one in moments if first <= one < first + window) for first in moments), default=0)


@given(asked=ASKED, rate=st.sampled_from([5, 20, 80]))
def test_no_second_sees_more_than_the_number_may_send(
    asked: list[tuple[float, list[int]]], rate: int
) -> None:
    assert most([moment for moment, _ in sent(asked, rate)], 1.0) <= rate


@given(asked=ASKED)
def test_no_customer_gets_more_than_the_burst_and_one_in_six_seconds(
    asked: list[tuple[float, list[int]]],
) -> None:
    found = sent(asked, 1000)
    for pair in {pair for _, pair in found}:
        moments = [moment for moment, to in found if to == pair]
        for window in (6.0, 30.0, 120.0):
            assert most(moments, window) <= PAIR_BURST + window / 6.0
        assert most(moments, 6.0) <= PAIR_BURST + 1


def test_a_burst_is_borrowed_from_the_future() -> None:
    pace = Pace()
    kinds = [grant.kind for now in range(2) for grant in pace.reserve(now, 0.001, [1] * 30)]
    assert kinds.count(GO) == PAIR_BURST
    assert kinds[-1] == PAIR
    [grant] = pace.reserve(1.0, 0.001, [1])
    assert grant.seconds == pytest.approx(PAIR_SECONDS - 1.0, abs=0.2)


def test_a_customer_who_has_to_wait_holds_up_nobody_else() -> None:
    pace = Pace()
    pace.reserve(0.0, 0.0001, [1] * PAIR_BURST)
    kinds = [grant.kind for grant in pace.reserve(0.1, 0.0001, [1, 2, 1, 3])]
    assert kinds == [PAIR, GO, PAIR, GO]


def test_slots_are_spread_evenly_and_not_far_ahead() -> None:
    grants = Pace().reserve(0.0, interval_of(80), list(range(100)))
    slots = [grant.seconds for grant in grants if grant.kind == GO]
    assert slots == pytest.approx([number * interval_of(80) for number in range(len(slots))])
    assert slots[-1] <= HORIZON
    assert {grant.kind for grant in grants[len(slots) :]} == {NUMBER}


def test_a_refused_number_rests_and_then_goes_slower_for_a_while() -> None:
    pace = Pace()
    pause = pace.slow_number(0.0, 2.0, 60.0, 0.5)
    [grant] = pace.reserve(0.1, 0.01, [1])
    assert grant == Grant(NUMBER, pytest.approx(pause - 0.1))
    after = pace.reserve(pause, 0.01, [1, 2])
    assert [round(one.seconds, 3) for one in after] == [0, 0.02]
    much_later = pace.reserve(pause + REMEMBERED_SECONDS + 1, 0.01, [3, 4])
    assert [round(one.seconds, 3) for one in much_later] == [0, 0.01]


def test_refusals_of_what_was_under_way_count_once() -> None:
    pace = Pace()
    pause = pace.slow_number(0.0, 2.0, 60.0, 1.0)
    for moment in (0.05, 0.1, 0.2):
        pace.slow_number(moment, 2.0, 60.0, 1.0)
    assert (pace.refusals, pace.free_at) == (1, pause)


def test_pauses_grow_from_a_second_to_a_minute() -> None:
    for refusals in range(1, 10):
        assert 1 <= pause_of(refusals, 2.0, 60.0, 0.0) <= pause_of(refusals, 2.0, 60.0, 1.0) <= 60
    assert pause_of(9, 2.0, 60.0, 1.0) == 60


def test_no_slot_looks_like_a_pause() -> None:
    assert HORIZON + SLOWEST * interval_of(20) < PAUSED


def test_a_refused_customer_waits_that_long_and_goes_slowly_then() -> None:
    pace = Pace()
    pace.slow_pair(0.0, 1, 16.0)
    assert pace.reserve(0.0, 0.001, [1, 2]) == [Grant(PAIR, pytest.approx(16.0)), Grant(GO, 0.0)]
    kinds = [grant.kind for grant in pace.reserve(16.1, 0.001, [1, 1])]
    assert kinds == [GO, PAIR]


def test_customers_long_quiet_are_forgotten() -> None:
    pace = Pace()
    pace.reserve(0.0, 0.001, [1, 2])
    pace.forget(60.0)
    assert pace.pairs == {}


@given(asked=ASKED, rate=st.sampled_from([20, 80]))
def test_what_redis_granted_is_remembered_beside_it(asked: list[tuple[float, list[int]]], rate: int) -> None:
    told, learned = Pace(), Pace()
    moments = accumulate(pause for pause, _ in asked)
    for now, (_, pairs) in zip(moments, asked, strict=True):
        for pair, grant in zip(pairs, told.reserve(now, interval_of(rate), pairs), strict=True):
            learned.learn(now, interval_of(rate), pair, grant)
    assert learned.free_at == pytest.approx(told.free_at)
    assert learned.pairs == pytest.approx(told.pairs)
