from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appliance.inactivity.models import InactivityRule
from appliance.inactivity.steps import CLOSE, WARN, Silence, step_for

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def rule(**more: Any) -> InactivityRule:
    values = {
        "warn_after_minutes": 10,
        "close_after_minutes": 5,
        "most_warnings": 2,
        "active_since": ago(999),
    }
    return InactivityRule(**values | more)


def silence(reached: int | None, warnings: int = 0, warned: int | None = None) -> Silence:
    return Silence(
        ago(reached) if reached is not None else None, warnings, ago(warned) if warned is not None else None
    )


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (silence(9), None),
        (silence(10), WARN),
        (silence(30, 1, 9), None),
        (silence(30, 1, 10), WARN),
        (silence(30, 2, 4), None),
        (silence(30, 2, 5), CLOSE),
        (silence(None), None),  # nothing has reached them, or they have spoken since
        (silence(None, 2, 500), None),
        (silence(9, 2, 30), None),  # a word of ours that came after the warnings begins anew
        (silence(10, 2, 30), WARN),
    ],
)
def test_each_step_has_its_time(of: Silence, expected: str | None) -> None:
    assert step_for(rule(), of, NOW) == expected


def test_without_warnings_it_is_closed_after_our_last_message() -> None:
    assert step_for(rule(most_warnings=0), silence(4), NOW) is None
    assert step_for(rule(most_warnings=0), silence(5), NOW) == CLOSE


def test_silence_before_the_rule_does_not_count() -> None:
    assert step_for(rule(active_since=ago(9)), silence(500), NOW) is None
    assert step_for(rule(active_since=ago(9), most_warnings=0), silence(500), NOW) == CLOSE
