"""Whose turn it is."""

import pytest

from appliance.queues.models import LEAST_BUSY, ROUND_ROBIN, Queue
from appliance.routing.candidates import Candidate, next_one

ROBIN, BUSY = Queue(routing=ROUND_ROBIN), Queue(routing=LEAST_BUSY)


def candidate(user_id: int, load: int = 0, capacity: int | None = None, last_turn: int = 0) -> Candidate:
    return Candidate(user_id, load, capacity, last_turn)


def chosen(queue: Queue, *candidates: Candidate, passed: set[int] | None = None) -> int | None:
    found = next_one(queue, candidates, passed or set())
    return found.user_id if found else None


def test_by_turns_whose_last_offer_is_longest_ago_is_next() -> None:
    assert chosen(ROBIN, candidate(1, last_turn=9), candidate(2, last_turn=4), candidate(3, last_turn=7)) == 2


def test_by_turns_it_does_not_matter_who_is_busy() -> None:
    assert chosen(ROBIN, candidate(1, load=5, last_turn=1), candidate(2, load=0, last_turn=2)) == 1


def test_the_least_busy_and_by_turns_among_equals() -> None:
    people = candidate(1, load=2), candidate(2, load=1, last_turn=8), candidate(3, load=1, last_turn=5)
    assert chosen(BUSY, *people) == 3


@pytest.mark.parametrize("queue", [ROBIN, BUSY])
def test_nobody_is_given_more_than_they_can_take(queue: Queue) -> None:
    assert chosen(queue, candidate(1, load=3, capacity=3), candidate(2, load=9, last_turn=5)) == 2
    assert chosen(queue, candidate(1, load=3, capacity=3)) is None
    assert chosen(queue) is None


@pytest.mark.parametrize("queue", [ROBIN, BUSY])
def test_who_let_it_pass_comes_after_the_others_and_then_again(queue: Queue) -> None:
    people = candidate(1), candidate(2, load=4, last_turn=9)
    assert chosen(queue, *people, passed={1}) == 2
    assert chosen(queue, *people, passed={1, 2}) == 1
