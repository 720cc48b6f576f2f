"""The hours that hold for a queue."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from appliance.database import utc_now
from appliance.hours.models import Holiday, Schedule, Slots
from appliance.hours.opening import LOOKED_AHEAD, Hours, always
from appliance.queues.models import Queue
from appliance.settings import TenantSettings


def schedule_of(session: Session, queue_id: int | None) -> Schedule | None:
    """The queue's own, else the client's; None if there is none."""
    if queue_id is not None:
        own = session.scalar(
            select(Schedule).join(Queue, Queue.schedule_id == Schedule.id).where(Queue.id == queue_id)
        )
        if own is not None:
            return own
    return session.scalar(select(Schedule).where(Schedule.is_default))


def hours_of(
    session: Session, schedule: Schedule | None, tenant: TenantSettings, since: datetime | None = None
) -> Hours:
    """With the holidays from the day before `since` on (now); without a schedule it is always open."""
    timezone = ZoneInfo(tenant.timezone)
    if schedule is None:
        return always(timezone)
    first = (since or utc_now()).astimezone(timezone).date() - timedelta(days=1)
    last = utc_now().astimezone(timezone).date() + LOOKED_AHEAD
    return Hours(schedule.week, timezone, _holidays(session, schedule.id, first, last))


def _holidays(session: Session, schedule_id: int, first: date, last: date) -> dict[date, Slots]:
    """A schedule's own holiday wins over everybody's; of two the one said last."""
    rows = session.scalars(
        select(Holiday)
        .where(
            Holiday.day.between(first, last),
            or_(Holiday.schedule_id.is_(None), Holiday.schedule_id == schedule_id),
        )
        .order_by(Holiday.schedule_id.is_not(None), Holiday.id)
    )
    return {row.day: row.slots for row in rows}
