"""What an operator has yet to be told of alarms: what is wrong, what has become graver, and what is over.

What comes and goes is told as one: its end waits until it has held, longer each time it came back within a
day, and if it comes back before that, whoever knew of it is told nothing new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.alarm_models import AlarmNotice
from control_plane.alarms.catalog import is_graver
from control_plane.models import Alarm, Operator
from control_plane.services.alarm_choices import wants

HOLDS_AFTER = timedelta(minutes=10)
"""So long it has been over when that is told, the first time;"""
_LONGEST_HOLD = timedelta(hours=4)
"""and so long at most, when it keeps coming back."""
_ONE_STORY = timedelta(days=1)
"""How far back an alarm that comes and goes is counted; an end that is older is told nobody."""


@dataclass(frozen=True)
class News:
    """For one operator."""

    raised: list[Alarm]
    graver: list[Alarm]
    """Those that they were told of when it was less."""
    over: list[Alarm]
    notices: dict[int, AlarmNotice] = field(repr=False)
    """What they were told, by the alarm's id."""

    def __bool__(self) -> bool:
        return bool(self.raised or self.graver or self.over)


def find_news(session: Session, operator: Operator, now: datetime) -> News:
    """What is acknowledged is no news: somebody is on it."""
    open_ = session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.id)).all()
    notices = _follow_returned(session, operator, open_)
    over = [
        alarm
        for notice, alarm in notices.values()
        if alarm.cleared_at is not None and _is_over(session, notice, alarm, alarm.cleared_at, now)
    ]
    unanswered = [alarm for alarm in open_ if alarm.acknowledged_at is None and wants(operator, alarm)]
    graver = [
        alarm
        for alarm in unanswered
        if alarm.id in notices and is_graver(alarm.severity, notices[alarm.id][0].severity)
    ]
    return News(
        raised=[alarm for alarm in unanswered if alarm.id not in notices],
        graver=graver,
        over=over,
        notices={id_: notice for id_, (notice, _) in notices.items()},
    )


def mark_told(session: Session, operator: Operator, news: News, now: datetime) -> None:
    """In the transaction that writes the e-mail."""
    for alarm in news.raised:
        told = {"severity": alarm.severity, "told_at": now}
        session.add(AlarmNotice(alarm_id=alarm.id, operator_id=operator.id, **told))
    for alarm in news.graver:
        notice = news.notices[alarm.id]
        notice.severity, notice.told_at = alarm.severity, now
    for alarm in news.over:
        news.notices[alarm.id].over_at = now
    operator.alarm_mailed_at = now


def is_ripe(news: News, collected_since: datetime) -> bool:
    """Whether it is told now: of what has just been raised, more may follow in a moment."""
    return bool(news.graver or news.over) or any(alarm.raised_at <= collected_since for alarm in news.raised)


def _follow_returned(
    session: Session, operator: Operator, open_: Sequence[Alarm]
) -> dict[int, tuple[AlarmNotice, Alarm]]:
    """What they were told and not yet that it is over; what is back, by the alarm that it is now."""
    query = select(AlarmNotice, Alarm).join(Alarm, Alarm.id == AlarmNotice.alarm_id)
    query = query.where(AlarmNotice.operator_id == operator.id, AlarmNotice.over_at.is_(None))
    back = {(alarm.code, alarm.tenant_id, alarm.subject): alarm for alarm in open_}
    found = {}
    for notice, alarm in session.execute(query.order_by(AlarmNotice.id)):
        now_it_is = back.get((alarm.code, alarm.tenant_id, alarm.subject), alarm)
        notice.alarm_id = now_it_is.id
        found[now_it_is.id] = notice, now_it_is
    return found


def _is_over(
    session: Session, notice: AlarmNotice, alarm: Alarm, cleared_at: datetime, now: datetime
) -> bool:
    if cleared_at < now - _ONE_STORY:
        notice.over_at = now
        return False
    same = select(func.count(AlarmNotice.id)).join(Alarm, Alarm.id == AlarmNotice.alarm_id)
    same = same.where(
        AlarmNotice.operator_id == notice.operator_id,
        AlarmNotice.told_at > now - _ONE_STORY,
        Alarm.code == alarm.code,
        Alarm.tenant_id.is_not_distinct_from(alarm.tenant_id),
        Alarm.subject == alarm.subject,
    )
    times = max(1, session.scalar(same) or 0)
    holds_after = min(HOLDS_AFTER * (1 << min(times - 1, 8)), _LONGEST_HOLD)
    return cleared_at <= now - holds_after
