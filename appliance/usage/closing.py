"""Closes each day some hours after its end, when Meta has priced what was sent."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.usage.counting import Figures, count_day
from appliance.usage.models import UsageDay

SETTLED_AFTER: Final = timedelta(hours=3)
AT_ONCE: Final = 3
"""Days in one round: a help desk that was away for long catches up by and by."""
_LOOKS_BACK: Final = 7
"""Days, where none was ever closed."""

log = structlog.get_logger()


def close_due(context: Context) -> None:
    """Counts what is due, oldest first. A worker that was away makes up for it by itself."""
    zone = ZoneInfo(context.settings.tenant.timezone)
    for _ in range(AT_ONCE):
        day = run_transaction(context.sessions, lambda session: _close_next(session, zone, utc_now()))
        if day is None:
            return
        log.info("usage day closed", day=day.isoformat())


def _close_next(session: Session, zone: ZoneInfo, now: datetime) -> date | None:
    day = next_day(session, zone, now)
    if day is not None:
        session.add(UsageDay(day=day, figures=count_day(session, *bounds(day, zone))))
    return day


def next_day(session: Session, zone: ZoneInfo, now: datetime) -> date | None:
    """The oldest day that is over, settled, and not counted yet."""
    last_settled = (now - SETTLED_AFTER).astimezone(zone).date() - timedelta(days=1)
    last_closed = session.scalar(select(func.max(UsageDay.day)))
    if last_closed is not None:
        day = last_closed + timedelta(days=1)
    else:
        first = session.scalar(select(func.min(User.created_at)))
        if first is None:
            return None
        day = max(first.astimezone(zone).date(), last_settled - timedelta(days=_LOOKS_BACK))
    return day if day <= last_settled else None


def count_open_days(session: Session, zone: ZoneInfo, now: datetime) -> list[tuple[date, Figures]]:
    """Those that are not closed yet, today among them, as far as they have come; nothing of it is kept.

    A help desk that is about to be stopped for good will never close them.
    """
    last_closed = session.scalar(select(func.max(UsageDay.day)))
    first = session.scalar(select(func.min(User.created_at)))
    if first is None:
        return []
    today = now.astimezone(zone).date()
    oldest = max(first.astimezone(zone).date(), today - timedelta(days=_LOOKS_BACK))
    day = last_closed + timedelta(days=1) if last_closed is not None else oldest
    days = (day + timedelta(days=each) for each in range((today - day).days + 1))
    return [(each, count_day(session, *bounds(each, zone))) for each in days]


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Its first moment and that of the day after, in UTC; a day may have 23 or 25 hours."""
    begin, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)
