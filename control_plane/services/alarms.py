"""What is wrong now: raised and cleared by whoever looks, listed for the operator with what to do."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from control_plane.alarms.catalog import alarm_codes
from control_plane.database import Sessions, transaction, utc_now
from control_plane.models import Alarm, Tenant
from control_plane.operations.words import ENGLISH, say
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
        alarm = Alarm(code=code, tenant_id=tenant_id, subject=subject)
        session.add(alarm)
    is_new = alarm.id is None
    alarm.severity, alarm.details, alarm.seen_at = severity, details or {}, utc_now()
    session.flush()
    if is_new:
        tell_alarm(session, alarm)
    return alarm


def clear(session: Session, code: str, *, tenant_id: str | None = None, subject: str = "") -> None:
    """It is so no more; nothing happens when it was not."""
    for alarm in session.scalars(_open(select(Alarm), code, tenant_id, subject)):
        alarm.cleared_at = utc_now()
        tell_alarm(session, alarm)


def clear_all(session: Session, tenant_id: str) -> None:
    """The tenant is gone: nothing is wrong with it any more."""
    session.execute(
        update(Alarm)
        .where(Alarm.tenant_id == tenant_id, Alarm.cleared_at.is_(None))
        .values(cleared_at=utc_now())
    )


def _open(query: Select[Alarm], code: str, tenant_id: str | None, subject: str) -> Select[Alarm]:
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


def _said(value: Any, language: str) -> Any:
    """A detail that is a text in several languages, in the reader's."""
    return say(value, language) if isinstance(value, dict) and ENGLISH in value else value


def present_alarm(alarm: Alarm, language: str = ENGLISH) -> dict[str, Any]:
    """As it is shown."""
    texts = alarm_codes().get(alarm.code)
    values = {
        **{name: _said(value, language) for name, value in alarm.details.items()},
        "subject": alarm.subject,
        "slug": alarm.tenant.slug if alarm.tenant else "",
        "tenant_name": alarm.tenant.name if alarm.tenant else "",
    }
    return {
        "id": alarm.id,
        "code": alarm.code,
        "severity": alarm.severity,
        "tenant": alarm.tenant.slug if alarm.tenant else None,
        "subject": alarm.subject,
        "reason": say(texts.reason, language, values) if texts else alarm.code,
        "next": say(texts.next, language, values) if texts else "",
        "details": alarm.details,
        "raised_at": alarm.raised_at.isoformat(),
        "seen_at": alarm.seen_at.isoformat(),
        "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
    }
