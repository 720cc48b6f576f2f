import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.receipts import FAILED, RANKS, moves_forward

STATUSES = [*RANKS, FAILED]


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
        ("failed", "delivered", False),
        ("failed", "failed", False),
        ("sent", "deleted", False),
    ],
)
def test_moves(current: str, new: str, moves: bool) -> None:
    assert moves_forward(current, new) == moves


@given(st.lists(st.sampled_from(STATUSES)))
def test_whatever_arrives_in_whatever_order_nothing_goes_back(arriving: list[str]) -> None:
    current, highest = "queued", 0
    for new in arriving:
        if moves_forward(current, new):
            current = new
        rank = RANKS.get(current)
        if rank is not None:
            assert rank >= highest
            highest = rank
    if "delivered" in arriving and FAILED not in arriving:
        assert RANKS[current] >= RANKS["delivered"]
