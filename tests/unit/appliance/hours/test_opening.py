"""When it is open: several slots a day, past midnight, holidays, half-days, Brazil's time zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.hours.models import Slots
from appliance.hours.opening import Hours, always

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NINE_TO_SIX: Slots = [[9 * 60, 12 * 60], [13 * 60, 18 * 60]]
WEEKDAYS = [NINE_TO_SIX] * 5 + [[[9 * 60, 13 * 60]], []]
BAR = [[], [], [], [], [[22 * 60, 26 * 60]], [[22 * 60, 26 * 60]], []]
# 2026-11-16 is a Monday


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = SAO_PAULO) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def hours(week: list[Slots], holidays: dict[date, Slots] | None = None, zone: ZoneInfo = SAO_PAULO) -> Hours:
    return Hours(week, zone, holidays or {})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(16, 8, 59), False),
        (at(16, 9), True),
        (at(16, 12), False),
        (at(16, 12, 59), False),
        (at(16, 13), True),
        (at(16, 17, 59), True),
        (at(16, 18), False),
        (at(21, 12, 59), True),
        (at(22, 10), False),
    ],
)
def test_between_the_slots_it_is_closed(moment: datetime, expected: bool) -> None:
    assert hours(WEEKDAYS).is_open(moment) is expected


def test_a_slot_goes_past_midnight() -> None:
    bar = hours(BAR)
    assert bar.is_open(at(20, 23))
    assert bar.is_open(at(21, 1, 59))
    assert not bar.is_open(at(21, 2))
    assert bar.is_open(at(22, 1))  # Saturday's, though it is Sunday


def test_a_holiday_takes_the_slots_that_begin_on_it() -> None:
    friday = {date(2026, 11, 20): []}
    assert not hours(BAR, friday).is_open(at(20, 23))
    assert not hours(BAR, friday).is_open(at(21, 1))
    saturday = {date(2026, 11, 21): []}
    assert hours(BAR, saturday).is_open(at(21, 1))
    assert not hours(BAR, saturday).is_open(at(21, 23))


def test_half_a_day() -> None:
    half = hours(WEEKDAYS, {date(2026, 11, 16): [[9 * 60, 12 * 60]]})
    assert half.is_open(at(16, 10))
    assert not half.is_open(at(16, 14))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(16, 7), at(16, 9)),
        (at(16, 12, 30), at(16, 13)),
        (at(16, 18), at(17, 9)),
        (at(21, 13), at(23, 9)),
        (at(16, 10), at(16, 10)),
    ],
)
def test_it_opens_next(moment: datetime, expected: datetime) -> None:
    assert hours(WEEKDAYS).next_opening(moment) == expected


def test_over_holidays_it_opens_after_them() -> None:
    closed = {date(2026, 11, day): [] for day in (23, 24)}
    assert hours(WEEKDAYS, closed).next_opening(at(21, 14)) == at(25, 9)


def test_closed_for_good() -> None:
    assert hours([[]] * 7).next_opening(at(16, 9)) is None
    assert not hours([[]] * 7).is_open(at(16, 9))


def test_without_hours_it_is_always_open() -> None:
    assert always(SAO_PAULO).is_open(at(22, 3))
    assert always(SAO_PAULO).open_time(at(16, 0), at(18, 0)) == timedelta(days=2)


@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [("America/Noronha", 11), ("America/Sao_Paulo", 12), ("America/Manaus", 13), ("America/Rio_Branco", 14)],
)
def test_nine_o_clock_is_the_tenants(zone: str, utc_hour: int) -> None:
    here = hours(WEEKDAYS, zone=ZoneInfo(zone))
    opening = here.next_opening(datetime(2026, 11, 16, 6, tzinfo=UTC))
    assert opening is not None
    assert opening.astimezone(UTC) == datetime(2026, 11, 16, utc_hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (at(16, 9), at(16, 18), timedelta(hours=8)),
        (at(16, 17), at(17, 10), timedelta(hours=2)),
        (at(20, 17), at(23, 10), timedelta(hours=6)),
        (at(22, 8), at(22, 20), timedelta()),
        (at(16, 10), at(16, 10), timedelta()),
    ],
)
def test_only_open_time_counts(since: datetime, until: datetime, expected: timedelta) -> None:
    assert hours(WEEKDAYS).open_time(since, until) == expected


def test_slots_that_reach_into_one_another_count_once() -> None:
    round_the_clock: list[Slots] = [[[0, 1440 + 120]]] * 7
    assert hours(round_the_clock).open_time(at(16, 0), at(18, 0)) == timedelta(days=2)


def test_time_past_midnight_counts_for_who_asks_the_next_day() -> None:
    assert hours(BAR).open_time(at(21, 1), at(21, 23)) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("since", "amount", "expected"),
    [
        (at(16, 10), timedelta(hours=1), at(16, 11)),
        (at(16, 11), timedelta(hours=2), at(16, 14)),  # over lunch
        (at(16, 7), timedelta(minutes=30), at(16, 9, 30)),  # before it opens
        (at(20, 17), timedelta(hours=2), at(21, 10)),  # over night
        (at(21, 12), timedelta(hours=3), at(23, 11)),  # over the weekend
        (at(16, 10), timedelta(hours=2), at(16, 12)),  # ends with the slot
        (at(16, 3), timedelta(), at(16, 3)),
        (at(16, 3), timedelta(minutes=-5), at(16, 3)),
    ],
)
def test_open_time_runs_out(since: datetime, amount: timedelta, expected: datetime) -> None:
    assert hours(WEEKDAYS).runs_out(since, amount) == expected


def test_open_time_that_ran_out_is_as_long_as_it_was_open() -> None:
    bar = hours(BAR, {date(2026, 11, 21): []})
    for minutes in range(30, 900, 45):
        end = bar.runs_out(at(20, 23), timedelta(minutes=minutes))
        assert end is not None
        assert bar.open_time(at(20, 23), end) == timedelta(minutes=minutes)


def test_slots_that_overlap_run_out_once() -> None:
    doubled = hours([[[9 * 60, 12 * 60], [10 * 60, 13 * 60]]] * 7)
    assert doubled.runs_out(at(16, 9), timedelta(hours=5)) == at(17, 10)


def test_what_never_opens_never_runs_out() -> None:
    assert hours([[]] * 7).runs_out(at(16, 9), timedelta(minutes=1)) is None


def test_when_the_clocks_change_an_hour_is_an_hour() -> None:
    santiago = ZoneInfo("America/Santiago")
    begin = datetime(2026, 9, 5, 22, tzinfo=santiago)  # at midnight it is one o'clock
    end = always(santiago).runs_out(begin, timedelta(hours=3))
    assert end == datetime(2026, 9, 6, 2, tzinfo=santiago)
