"""How a conversation's promises are counted: plain arithmetic on moments, no database.

The first answer is counted from the moment people are to answer until one of them does. The resolution is
counted from then until the end, but not while we wait for the customer: their silence is not our delay.
What has been used stays used in whatever queue it comes to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from appliance.hours.opening import Hours

NOTHING, WARNED, LATE = 0, 1, 2


@dataclass(frozen=True)
class Terms:
    """Of a promise."""

    response: timedelta | None
    resolution: timedelta | None
    warn_share: float


@dataclass(frozen=True)
class Facts:
    """Of a conversation."""

    people_since: datetime
    answered_at: datetime | None
    awaiting_customer_since: datetime | None
    customer_wrote_at: datetime | None
    closed_at: datetime | None

    @property
    def stopped_at(self) -> datetime | None:
        """Since when the resolution's clock stands still; None while it runs."""
        return self.closed_at or self.awaiting_customer_since


@dataclass(frozen=True)
class Spent:
    """Of the resolution's time."""

    before: timedelta = timedelta()
    running_since: datetime | None = None


@dataclass(frozen=True)
class Deadline:
    warn_at: datetime | None
    due_at: datetime | None

    def level(self, now: datetime) -> int:
        """What there is to tell at that moment."""
        if self.due_at is not None and self.due_at <= now:
            return LATE
        return WARNED if self.warn_at is not None and self.warn_at <= now else NOTHING

    def next_after(self, told: int) -> datetime | None:
        """The moment of what is to be told next."""
        return earliest((self.warn_at if told < WARNED else None, self.due_at if told < LATE else None))


NONE: Final = Deadline(None, None)


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The first of those there are."""
    return min((one for one in moments if one is not None), default=None)


def go_on(spent: Spent, facts: Facts, before: Hours, *, moved_at: datetime | None) -> Spent:
    """What is used by now. `before`: the hours it was counted by; `moved_at`: when others began to hold."""
    stopped = facts.stopped_at
    if spent.running_since is None:
        return spent if stopped else Spent(spent.before, _began(facts))
    until = stopped or moved_at
    if until is None:
        return spent
    used = spent.before + before.open_time(spent.running_since, max(until, spent.running_since))
    return Spent(used, None if stopped else until)


def response_deadline(facts: Facts, terms: Terms, hours: Hours) -> Deadline:
    """NONE once a person has answered, or it is closed."""
    if terms.response is None or facts.answered_at is not None or facts.closed_at is not None:
        return NONE
    return Deadline(
        hours.runs_out(facts.people_since, terms.response * terms.warn_share),
        hours.runs_out(facts.people_since, terms.response),
    )


def resolution_deadline(spent: Spent, facts: Facts, terms: Terms, hours: Hours) -> Deadline:
    """While it stands still there is none, but for what was late already: that it stays."""
    if terms.resolution is None or facts.closed_at is not None:
        return NONE
    if spent.running_since is not None:
        return Deadline(
            hours.runs_out(spent.running_since, terms.resolution * terms.warn_share - spent.before),
            hours.runs_out(spent.running_since, terms.resolution - spent.before),
        )
    stopped = facts.stopped_at
    return Deadline(stopped, stopped) if spent.before >= terms.resolution else NONE


def _began(facts: Facts) -> datetime:
    """When the customer wrote again, or at first: when people were to answer."""
    return max(facts.people_since, facts.customer_wrote_at or facts.people_since)
