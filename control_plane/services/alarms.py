"""What is wrong now: raised and cleared by whoever looks, listed for the operator with what to do."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from control_plane.alarms.catalog import alarm_codes, is_graver
from control_plane.database import Sessions, transaction, utc_now
from control_plane.models import Alarm, Tenant
from control_plane.operations.words import ENGLISH
from control_plane.services.alarm_view import present_alarm
from control_plane.services.events_out import tell_alarm


def raise_(
    session: Session,
    code: str,
    *,
    tenant_id: str | None = None,
    subject: str = "",
    severity: str | None = None,
    details: dict[str, Any] | None = None,
) -> Alarm:
    """It is so, now: an open alarm of this code, tenant and subject is the same one, seen again.

    `severity`: other than its code's own. Raises KeyError for a code that has no texts.
    """
    severity = severity or alarm_codes()[code].severity
    alarm = session.scalars(_open(select(Alarm), code, tenant_id, subject)).first()
    if alarm is None:
        alarm = Alarm(code=code, tenant_id=tenant_id, subject=subject, severity=severity)
        session.add(alarm)
    is_news = alarm.id is None or is_graver(severity, alarm.severity)
    alarm.severity, alarm.details, alarm.seen_at = severity, details or {}, utc_now()
    if alarm.acknowledged_as and is_graver(severity, alarm.acknowledged_as):
        unacknowledge(alarm)
    session.flush()
    if is_news:
        tell_alarm(session, alarm)
    return alarm


def clear(session: Session, code: str, *, tenant_id: str | None = None, subject: str = "") -> None:
    """It is so no more; nothing happens when it was not."""
    end(session, _open(select(Alarm), code, tenant_id, subject))


def clear_all(session: Session, tenant_id: str) -> None:
    """The tenant is gone: nothing is wrong with it any more."""
    end(session, select(Alarm).where(Alarm.tenant_id == tenant_id, Alarm.cleared_at.is_(None)))


def end(session: Session, of_open: Select[Any]) -> None:
    """All that a query for open alarms finds are over."""
    for alarm in session.scalars(of_open).all():
        alarm.cleared_at = utc_now()
        tell_alarm(session, alarm)


def unacknowledge(alarm: Alarm) -> None:
    """Nobody is on it."""
    alarm.acknowledged_at = alarm.acknowledged_by = alarm.acknowledged_as = alarm.note = None


def _open(query: Select[Any], code: str, tenant_id: str | None, subject: str) -> Select[Any]:
    return query.where(
        Alarm.cleared_at.is_(None),
        Alarm.code == code,
        Alarm.tenant_id == tenant_id if tenant_id else Alarm.tenant_id.is_(None),
        Alarm.subject == subject,
    )


@dataclass(frozen=True)
class AlarmFilter:
    """What is None does not matter."""

    tenant: str | None = None
    """Slug."""
    severity: str | None = None
    is_open: bool | None = True


class Alarms:
    """For the panel, the API and the command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(
        self,
        wanted: AlarmFilter | None = None,
        *,
        limit: int = 50,
        before: int | None = None,
        language: str = ENGLISH,
    ) -> list[dict[str, Any]]:
        """Newest first; `before`: the id of the last one of the page before."""
        wanted = wanted or AlarmFilter()
        query = select(Alarm).order_by(Alarm.id.desc()).limit(limit)
        if wanted.tenant is not None:
            query = query.where(Alarm.tenant.has(Tenant.slug == wanted.tenant))
        if wanted.severity is not None:
            query = query.where(Alarm.severity == wanted.severity)
        if wanted.is_open is not None:
            query = query.where(Alarm.cleared_at.is_(None) == wanted.is_open)
        if before is not None:
            query = query.where(Alarm.id < before)
        with transaction(self._sessions) as session:
            return [present_alarm(alarm, language) for alarm in session.scalars(query)]
