"""What is wrong now: raised and cleared by whoever looks, listed for the operator with what to do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.alarms.catalog import SEVERITIES, alarm_codes, is_graver
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Alarm, Tenant
from control_plane.operations.lifecycles import CREATED
from control_plane.operations.words import ENGLISH
from control_plane.services.alarm_view import present_alarm
from control_plane.services.audit import record
from control_plane.services.events_out import tell_alarm

LONGEST_NOTE = 300
_UNANSWERED = Alarm.cleared_at.is_(None), Alarm.acknowledged_at.is_(None)
"""What is counted, wherever alarms are: open, and nobody is on it."""
_GRAVITY = case({severity: place for place, severity in enumerate(SEVERITIES)}, value=Alarm.severity)


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
    now = utc_now()
    alarm = session.scalars(_open(select(Alarm), code, tenant_id, subject)).first()
    if alarm is None:
        alarm = Alarm(code=code, tenant_id=tenant_id, subject=subject, severity=severity, raised_at=now)
        session.add(alarm)
    is_news = alarm.id is None or is_graver(severity, alarm.severity)
    alarm.severity, alarm.details, alarm.seen_at = severity, details or {}, now
    if alarm.acknowledged_as and is_graver(severity, alarm.acknowledged_as):
        unacknowledge(alarm)
    session.flush()
    if is_news:
        tell_alarm(session, alarm)
    return alarm


def clear(session: Session, code: str, *, tenant_id: str | None = None, subject: str = "") -> None:
    """It is so no more; nothing happens when it was not."""
    end(session, _open(select(Alarm), code, tenant_id, subject))


def clear_others(session: Session, code: str, still: Collection[str]) -> None:
    """It is so no more of any tenant, by id, but those of whom it `still` is."""
    of_others = Alarm.code == code, Alarm.cleared_at.is_(None), Alarm.tenant_id.not_in(still)
    end(session, select(Alarm).where(*of_others))


def clear_of_closed(session: Session, codes: Collection[str]) -> None:
    """It is so no more of any tenant that is closed or gone: nobody looks at those, so nobody would see."""
    looked_at = select(Tenant.id).where(Tenant.lifecycle.in_(CREATED))
    of_closed = Alarm.code.in_(codes), Alarm.cleared_at.is_(None), Alarm.tenant_id.not_in(looked_at)
    end(session, select(Alarm).where(*of_closed))


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


def unanswered(*conditions: ColumnElement[bool]) -> Subquery:
    """By tenant, of those that have any that nobody is on: `count`, and `worst`, its place in SEVERITIES."""
    query = select(Alarm.tenant_id, func.count().label("count"), func.max(_GRAVITY).label("worst"))
    return query.where(*_UNANSWERED, *conditions).group_by(Alarm.tenant_id).subquery()


def _open(query: Select[Any], code: str, tenant_id: str | None, subject: str) -> Select[Any]:
    return query.where(
        Alarm.cleared_at.is_(None),
        Alarm.code == code,
        Alarm.tenant_id == tenant_id if tenant_id else Alarm.tenant_id.is_(None),
        Alarm.subject == subject,
    )


def _open_alarm(session: Session, alarm_id: int) -> Alarm:
    alarm = session.get(Alarm, alarm_id)
    if alarm is None:
        raise NotFound("alarm_not_found", "There is no such alarm.")
    if alarm.cleared_at is not None:
        raise Conflict("alarm_over", "This alarm is over: there is nothing left to be on.")
    return alarm


@dataclass(frozen=True)
class AlarmFilter:
    """What is None does not matter."""

    tenant: str | None = None
    """Slug."""
    severity: str | None = None
    is_open: bool | None = True
    is_acknowledged: bool | None = None


class Alarms:
    """For the panel, the API and the command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def count_open(self) -> dict[str, int]:
        """How many nobody is on, by severity."""
        query = select(Alarm.severity, func.count()).where(*_UNANSWERED)
        with reading(self._sessions) as session:
            found = {row[0]: row[1] for row in session.execute(query.group_by(Alarm.severity))}
        return {severity: found.get(severity, 0) for severity in SEVERITIES}

    def acknowledge(self, alarm_id: int, note: str, actor: Actor) -> dict[str, Any]:
        """The operator is on it, instead of whoever was. Raises NotFound, InvalidInput; Conflict
        `alarm_over`.
        """
        note = " ".join(note.split())
        if len(note) > LONGEST_NOTE:
            problem = f"Say it in {LONGEST_NOTE} characters or fewer."
            raise InvalidInput("bad_note", problem, fields={"note": problem})
        with transaction(self._sessions) as session:
            alarm = _open_alarm(session, alarm_id)
            alarm.acknowledged_at, alarm.acknowledged_as = utc_now(), alarm.severity
            alarm.acknowledged_by, alarm.note = actor.name, note or None
            about = {"alarm": alarm.id, "code": alarm.code, **({"note": note} if note else {})}
            record(session, actor, "alarm_acknowledged", alarm.tenant_id, **about)
            return present_alarm(alarm)

    def take_back(self, alarm_id: int, actor: Actor) -> dict[str, Any]:
        """Nobody is on it; nothing happens when nobody was. Raises as `acknowledge`."""
        with transaction(self._sessions) as session:
            alarm = _open_alarm(session, alarm_id)
            if alarm.acknowledged_at is not None:
                about = {"alarm": alarm.id, "code": alarm.code, "was": alarm.acknowledged_by}
                unacknowledge(alarm)
                record(session, actor, "alarm_taken_back", alarm.tenant_id, **about)
            return present_alarm(alarm)

    def of_tenant(self, slug: str, language: str = ENGLISH, *, limit: int = 10) -> list[dict[str, Any]]:
        """Its open ones, the gravest and newest first."""
        query = select(Alarm).where(Alarm.cleared_at.is_(None), Alarm.tenant.has(Tenant.slug == slug))
        with reading(self._sessions) as session:
            found = session.scalars(query.order_by(_GRAVITY.desc(), Alarm.id.desc()).limit(limit))
            return [present_alarm(alarm, language) for alarm in found]

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
        if wanted.is_acknowledged is not None:
            query = query.where(Alarm.acknowledged_at.is_not(None) == wanted.is_acknowledged)
        if before is not None:
            query = query.where(Alarm.id < before)
        with reading(self._sessions) as session:
            return [present_alarm(alarm, language) for alarm in session.scalars(query)]
