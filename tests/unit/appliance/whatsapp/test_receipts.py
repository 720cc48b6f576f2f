import itertools
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.receipts import RANKS, moves_forward

STATUSES = [*RANKS]


@pytest.mark.parametrize(
    ("current", "new", "moves"),
    [
        ("queued", "accepted", True),
        ("accepted", "delivered", True),
        ("read", "delivered", False),
        ("delivered", "delivered", False),
        ("unknown", "sent", True),
        ("accepted", "failed", True),
        ("sent", "failed", True),
        ("delivered", "failed", False),
        ("failed", "delivered", True),
        ("failed", "sent", False),
        ("failed", "failed", False),
        ("sent", "deleted", False),
    ],
)
def test_moves(current: str, new: str, moves: bool) -> None:
    assert moves_forward(current, new) == moves


@given(st.lists(st.sampled_from([*STATUSES, "deleted"])), st.randoms(use_true_random=False))
def test_in_whatever_order_and_however_often_they_come_they_end_the_same(
    arriving: list[str], random: Random
) -> None:
    shuffled = [*arriving, *arriving[:3]]
    random.shuffle(shuffled)
    assert RANKS[end_of(arriving)] == RANKS[end_of(shuffled)]


@pytest.mark.parametrize("size", range(1, 6))
def test_every_order_of_every_set_ends_the_same(size: int) -> None:
    for statuses in itertools.combinations(("sent", "delivered", "read", "played", "failed"), size):
        assert len({end_of(order) for order in itertools.permutations(statuses)}) == 1


@given(st.lists(st.sampled_from(STATUSES)))
def test_nothing_goes_back(arriving: list[str]) -> None:
    ranks = [RANKS[end_of(arriving[:count])] for count in range(len(arriving) + 1)]
    assert ranks == sorted(ranks)


def end_of(arriving: Iterable[str]) -> str:
    current = "queued"
    for new in arriving:
        current = new if moves_forward(current, new) else current
    return current
