"""Where a tenant stands against its plan this month: warned from 80 %, limited from 100 %; by people
only beyond it, for whoever has just those that they bought is at no end.

Messages sent and AI answers are the month's so far, people and storage the last day's, all up to the last day
that was fetched. The alarms say it to the operator, events to their systems, and the help desk to its admins.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict
from control_plane.models import Alarm, Tenant
from control_plane.services import alarms
from control_plane.services.events_out import emit
from control_plane.services.plan_limits import MIB
from control_plane.services.plans import limits_of
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant
from control_plane.services.usage import month_bounds, zone_of
from control_plane.services.usage_figures import add_up, sent_total
from control_plane.usage_models import TenantUsage

log = structlog.get_logger(__name__)

WARNED_FROM = 80
"""Per cent."""
OK, WARNED, LIMITED = LEVELS = ("ok", "warned", "limited")
QUANTITIES = ("users", "messages", "ai_answers", "storage")
"""Those of a plan's limits that are used up; `storage` in MiB, of database and files."""
SUSPENDING = ("messages", "ai_answers")
"""Those whose end may suspend a tenant: they flow, and begin anew each month. People who are too many
are only joined by nobody more, and storage only warns."""

_REASON = "The plan has been used up for as long as it allows."
Line = dict[str, Any]
_CODES = {WARNED: "usage_warned", LIMITED: "usage_limited"}


def standing_of(session: Session, tenant: Tenant, today: date) -> list[Line]:
    """A line for each limit of its plan: {name, used, limit, percent, level}."""
    limits = limits_of(session, tenant.configuration)
    if all(limits[name] is None for name in QUANTITIES):
        return []
    return compare(limits, *_figures(session, tenant, today))


def _figures(session: Session, tenant: Tenant, today: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the month up to `today`, and of the last day that was fetched."""
    first, after = month_bounds(f"{today:%Y-%m}")
    own = select(TenantUsage.figures).where(TenantUsage.tenant_id == tenant.id)
    month = session.scalars(own.where(TenantUsage.day >= first, TenantUsage.day < after)).all()
    last = session.scalars(own.order_by(TenantUsage.day.desc()).limit(1)).first()
    return add_up(month), last or add_up([])


def compare(limits: Mapping[str, Any], month: Mapping[str, Any], last: Mapping[str, Any]) -> list[Line]:
    """Pure: `month` and `last` (a day) are figures."""
    used = used_up(month, last)
    return [_line(name, used[name], limits[name]) for name in QUANTITIES if limits[name] is not None]


def used_up(month: Mapping[str, Any], last: Mapping[str, Any]) -> dict[str, int]:
    """By quantity; of figures, as above."""
    return {
        "users": last["users"],
        "messages": sent_total(month),
        "ai_answers": month["ai_answers"],
        "storage": (last["storage_database"] + last["storage_media"]) // MIB,
    }


def _line(name: str, used: int, limit: int) -> Line:
    percent = 100 * used // limit
    is_limited = used > limit if name == "users" else used >= limit
    level = LIMITED if is_limited else WARNED if percent >= WARNED_FROM else OK
    return {"name": name, "used": used, "limit": limit, "percent": percent, "level": level}


def suspends_on(session: Session, tenant: Tenant) -> date | None:
    """The day on which it is suspended, by its plan, unless something changes; asked after `tell`."""
    days = limits_of(session, tenant.configuration)["suspend_after_days"]
    alarm = _limited_since(session, tenant.id)
    if days is None or alarm is None:
        return None
    return (alarm.raised_at + timedelta(days=days)).astimezone(zone_of(tenant)).date()


def _limited_since(session: Session, tenant_id: str) -> Alarm | None:
    """What has been at its end for longest, of what suspends."""
    query = select(Alarm).where(
        Alarm.tenant_id == tenant_id,
        Alarm.code == _CODES[LIMITED],
        Alarm.subject.in_(SUSPENDING),
        Alarm.cleared_at.is_(None),
    )
    return session.scalars(query.order_by(Alarm.raised_at, Alarm.id).limit(1)).first()


class OveruseSuspensions:
    """Suspends, by the clock, who has been at the end of their plan for as long as the plan says."""

    def __init__(self, sessions: Sessions, submission: Submission) -> None:
        self._sessions = sessions
        self._submission = submission

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations that were queued now. Once for each time: whom somebody resumed stays."""
        with transaction(self._sessions) as session:
            active = session.scalars(select(Tenant).where(Tenant.lifecycle == "active")).all()
            due = [found for tenant in active if (found := _due(session, tenant, now))]
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self._submission.submit(slug, "suspend", {"reason": _REASON}, CLOCK, key)
            except Conflict as held:
                log.info("suspension waits", tenant=slug, reason=held.message)
                continue
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted


def _due(session: Session, tenant: Tenant, now: datetime) -> tuple[str, str] | None:
    """(slug, key), the key naming that which has been at its end, and is: an alarm is as old as the last
    look, which a new month or another limit may have made void."""
    days = limits_of(session, tenant.configuration)["suspend_after_days"]
    if days is None or not _limited_for(session, tenant, days, now):
        return None
    tell(session, tenant, standing_of(session, tenant, now.astimezone(zone_of(tenant)).date()))
    alarm = _limited_for(session, tenant, days, now)
    return (tenant.slug, f"overuse:{alarm.id}") if alarm else None


def _limited_for(session: Session, tenant: Tenant, days: int, now: datetime) -> Alarm | None:
    alarm = _limited_since(session, tenant.id)
    return alarm if alarm and alarm.raised_at + timedelta(days=days) <= now else None


def tell(session: Session, tenant: Tenant, lines: list[Line]) -> None:
    """Raises and clears the alarms; each is an event once."""
    wanted = {(_CODES[line["level"]], line["name"]): line for line in lines if line["level"] in _CODES}
    query = select(Alarm.code, Alarm.subject).where(
        Alarm.tenant_id == tenant.id, Alarm.cleared_at.is_(None), Alarm.code.in_(_CODES.values())
    )
    present = {(code, subject) for code, subject in session.execute(query)}
    for code, subject in present - wanted.keys():
        alarms.clear(session, code, tenant_id=tenant.id, subject=subject)
    for (code, subject), line in wanted.items():
        numbers = {name: line[name] for name in ("used", "limit", "percent")}
        about: dict[str, Any] = {"tenant_id": tenant.id, "subject": subject, "details": numbers}
        if code == "usage_limited":
            alarms.raise_(session, "usage_limited", **about)
        else:
            alarms.raise_(session, "usage_warned", **about)
        if (code, subject) not in present:
            emit(session, code.replace("_", ".", 1), tenant, line)


class Standing:
    """For the panel, the API and the command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def show(self, slug: str) -> dict[str, Any]:
        """{"month", "data": lines, "used": by quantity, "suspends_on": day}.

        A line for each limit of the plan; `used` has what it does not limit too, and is None before the first
        day was fetched. Raises NotFound.
        """
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            today = utc_now().astimezone(zone_of(tenant)).date()
            lines, ends = standing_of(session, tenant, today), suspends_on(session, tenant)
            is_fetched = session.scalar(select(exists().where(TenantUsage.tenant_id == tenant.id)))
            used = used_up(*_figures(session, tenant, today)) if is_fetched else None
        return {
            "month": f"{today:%Y-%m}",
            "data": lines,
            "used": used,
            "suspends_on": ends.isoformat() if ends else None,
        }
