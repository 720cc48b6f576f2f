"""Operators are told of alarms by e-mail: what comes together in one, and never one upon the other."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.alarms.catalog import NONE
from control_plane.database import Sessions, transaction
from control_plane.models import Operator
from control_plane.services.alarm_choices import level_of
from control_plane.services.alarm_mail import alarm_letter
from control_plane.services.alarm_news import News, find_news, is_ripe, mark_told
from control_plane.services.mails import Mails, put
from control_plane.settings import Settings

COLLECTED_FOR = timedelta(minutes=1)
"""Between the first alarm and the e-mail: what breaks together is told together."""
APART = timedelta(minutes=5)
"""Between two e-mails to the same operator, at least."""


class AlarmLetters:
    """A question to the database, not a memory of ticks: whoever has been told stands there."""

    def __init__(self, sessions: Sessions, mails: Mails, settings: Settings) -> None:
        self._sessions = sessions
        self._mails = mails
        self._panel = settings.public_url(settings.panel_host)

    def write_due(self, now: datetime) -> int:
        """How many e-mails are new. None while the platform has no mail server."""
        if not self._mails.are_sent:
            return 0
        active = select(Operator).where(Operator.disabled_at.is_(None), Operator.password_hash.is_not(None))
        with transaction(self._sessions) as session:
            operators = session.scalars(active.order_by(Operator.id)).all()
            return sum(self._write(session, operator, now) for operator in operators)

    def _write(self, session: Session, operator: Operator, now: datetime) -> bool:
        last = operator.alarm_mailed_at
        if level_of(operator) == NONE or (last is not None and now - last < APART):
            return False
        news = find_news(session, operator, now)
        if not is_ripe(news, now - COLLECTED_FOR):
            return False
        put(session, _key(operator, news), alarm_letter(operator, news, self._panel))
        mark_told(session, operator, news, now)
        return True


def _key(operator: Operator, news: News) -> str:
    """Of what it tells: the newest of each will do, as nothing is told twice."""
    newest = (max((alarm.id for alarm in each), default=0) for each in (news.raised, news.graver, news.over))
    return f"alarms:{operator.id}:{':'.join(map(str, newest))}"
