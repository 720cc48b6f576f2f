"""Whether it is open at a moment, when it opens next, and how much open time lies between two moments.

A slot belongs to the day on which it begins: Friday's from 22:00 to 2:00 is open on Saturday at one, though
that Saturday be a holiday, and is not if the Friday is one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from appliance.hours.models import Slots

DAY: Final = 1440
LOOKED_AHEAD: Final = timedelta(days=60)
"""It opens within this or is taken for closed for good."""
COUNTED_AHEAD: Final = 400
"""Days within which open time runs out, or never does."""


@dataclass(frozen=True)
class Hours:
    """A week in the tenant's time zone, and the days that are different."""

    week: Sequence[Slots]
    timezone: ZoneInfo
    holidays: Mapping[date, Slots] = field(default_factory=dict)

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is there at `moment` (aware)."""
        return any(begin <= moment < end for begin, end in self._around(moment))

    def next_opening(self, moment: datetime) -> datetime | None:
        """When it opens next, after `moment`, in the tenant's time zone; `moment` itself while it is open.

        None if it does not within two months.
        """
        if self.is_open(moment):
            return moment.astimezone(self.timezone)
        first, last = self._day(moment), self._day(moment + LOOKED_AHEAD)
        openings = (begin for begin, _end in self._between(first, last) if begin > moment)
        return min(openings, default=None)

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How long it was open between the two; slots that overlap count once."""
        total, reached = timedelta(), since
        slots = sorted(self._between(self._day(since) - timedelta(days=1), self._day(until)))
        for begin, end in slots:
            begins, ends = max(begin, reached), min(end, until)
            if ends > begins:
                total, reached = total + (ends - begins), ends
        return total

    def runs_out(self, since: datetime, amount: timedelta) -> datetime | None:
        """When it will have been open for `amount` since then; `since` itself if nothing is left of it.

        None if that takes longer than anybody looks ahead.
        """
        left, reached, first = amount, since, self._day(since) - timedelta(days=1)
        if left <= timedelta():
            return since
        for day in (first + timedelta(days=after) for after in range(COUNTED_AHEAD)):
            for begin, end in sorted(self._between(day, day)):
                begins, ends = max(begin.astimezone(UTC), reached), end.astimezone(UTC)
                if ends - begins >= left:
                    return begins + left
                if ends > begins:
                    left, reached = left - (ends - begins), ends
        return None

    def _around(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = self._day(moment)
        return self._between(today - timedelta(days=1), today)

    def _between(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """Every slot of the days from `first` to `last`."""
        day = first
        while day <= last:
            for begin, end in self.holidays.get(day, self.week[day.weekday()]):
                yield self._at(day, begin), self._at(day, end)
            day += timedelta(days=1)

    def _at(self, day: date, minutes: int) -> datetime:
        """That many minutes after midnight by the clock on the wall, whatever the clocks do that day."""
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - see below
        return wall.replace(tzinfo=self.timezone)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.timezone).date()


def always(timezone: ZoneInfo) -> Hours:
    """Of a client that has said nothing about its hours."""
    return Hours([[[0, DAY]]] * 7, timezone)
