from datetime import timedelta

from appliance.service_levels.counting import Terms
from appliance.service_levels.promises import scope_of, terms_for


def promise(minutes: int) -> Terms:
    return Terms(timedelta(minutes=minutes), None, 0.8)


ALL = {
    scope_of(None, None): promise(1),
    scope_of(None, 2): promise(2),
    scope_of(7, None): promise(3),
    scope_of(7, 2): promise(4),
}


def minutes(terms: dict[str, Terms], queue_id: int | None, priority: int) -> float | None:
    found = terms_for(terms, queue_id, priority)
    return found.response.total_seconds() / 60 if found and found.response else None


def test_the_nearest_counts() -> None:
    assert [minutes(ALL, *one) for one in ((7, 2), (7, 0), (8, 2), (8, 0), (None, 2), (None, 0))] == [
        4,
        3,
        2,
        1,
        2,
        1,
    ]


def test_a_queue_wins_over_a_priority() -> None:
    assert minutes({key: ALL[key] for key in ("7:*", "*:2")}, 7, 2) == 3


def test_nothing_may_be_promised() -> None:
    assert terms_for({"7:2": promise(4)}, 7, 1) is None
    assert terms_for({}, None, 0) is None
