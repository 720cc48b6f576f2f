"""The ladder of a tenant that does not answer through the edge: which rung comes next, and what came of each.

resolve: asked again in a moment, with its name looked up once more. attach: the edge leaves the tenant's
network and enters it anew. update: its web is started anew, the new one first. repair: the operation that
brings back whatever of the stack is missing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading
from control_plane.healing_models import Healing
from control_plane.models import Tenant
from control_plane.operations.lifecycles import CREATED
from control_plane.services import alarms
from control_plane.services.tenants import find_tenant

RESOLVE, ATTACH, UPDATE, REPAIR = RUNGS = ("resolve", "attach", "update", "repair")
OF_AN_OUTAGE = {RESOLVE: 1, ATTACH: 1, UPDATE: 2, REPAIR: 1}
"""How often at most."""
APART = timedelta(minutes=15)
"""One new start and the next."""
IN_A_DAY = {RESOLVE: 1000, ATTACH: 12, UPDATE: 4, REPAIR: 2}
"""Of all outages within 24 hours: whoever comes and goes is not started anew for ever."""
ALARM = "tenant_unreachable"


class Healings:
    """For the panel, the API and the command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(self, slug: str, limit: int = 50) -> list[dict[str, Any]]:
        """Newest first. Raises NotFound."""
        with reading(self._sessions) as session:
            query = select(Healing).where(Healing.tenant_id == find_tenant(session, slug).id)
            rows = session.scalars(query.order_by(Healing.id.desc()).limit(limit))
            return [
                {
                    "id": row.id,
                    "rung": row.rung,
                    "problem": row.problem,
                    "started_at": row.started_at.isoformat(),
                    "helped": row.helped,
                    "over_at": row.over_at.isoformat() if row.over_at else None,
                }
                for row in rows
            ]


def next_rung(session: Session, tenant_id: str, now: datetime) -> str | None:
    """The lowest that may be tried now; None when there is none, or one is underway."""
    outage = _of_outage(session, tenant_id)
    if any(row.helped is None for row in outage):
        return None
    recent = Healing.tenant_id == tenant_id, Healing.started_at > now - timedelta(days=1)
    lately = list(session.scalars(select(Healing.rung).where(*recent)))
    for rung in RUNGS:
        tried = [row.started_at for row in outage if row.rung == rung]
        is_left = len(tried) < OF_AN_OUTAGE[rung] and lately.count(rung) < IN_A_DAY[rung]
        if is_left and (not tried or now - max(tried) >= APART):
            return rung
    return None


def begin(session: Session, tenant_id: str, rung: str, problem: str, now: datetime) -> int:
    """Notes that it is tried now; returns the note's id."""
    row = Healing(tenant_id=tenant_id, rung=rung, problem=problem[:200], started_at=now)
    session.add(row)
    session.flush()
    return row.id


def end(session: Session, healing_id: int, now: datetime, *, helped: bool) -> None:
    """Notes what came of it."""
    row = session.get_one(Healing, healing_id)
    row.helped = helped
    if helped:
        answers_again(session, row.tenant_id, now)


def answers_again(session: Session, tenant_id: str, now: datetime) -> None:
    """The outage is over; what was tried last and not yet judged has helped."""
    for row in _of_outage(session, tenant_id):
        row.helped = True if row.helped is None else row.helped
        row.over_at = now
    alarms.clear(session, ALARM, tenant_id=tenant_id)


def still_silent(session: Session, tenant_id: str, problem: str, now: datetime, patience: timedelta) -> None:
    """What was tried last has not helped, once it had its time. When a new start did not, or nothing is left
    to be tried, and the outage is older than that time, it is an alarm."""
    outage = _of_outage(session, tenant_id)
    for row in outage:
        if row.helped is None and now - row.started_at >= patience:
            row.helped = False
    session.flush()
    if not outage or any(row.helped is None for row in outage):
        return
    lasts = now - min(row.started_at for row in outage)
    is_hard = any(row.rung == UPDATE for row in outage) or next_rung(session, tenant_id, now) is None
    if is_hard and lasts >= patience:
        minutes = int(lasts.total_seconds() // 60)
        details = {"problem": problem, "minutes": minutes}
        alarms.raise_(session, "tenant_unreachable", tenant_id=tenant_id, details=details)


def let_closed_go(session: Session, now: datetime) -> None:
    """Nobody asks one that is closed whether it answers: its outage is over, and its alarm. Should it come
    back, it begins with every rung."""
    asked = select(Tenant.id).where(Tenant.lifecycle.in_(CREATED))
    for row in session.scalars(
        select(Healing).where(Healing.over_at.is_(None), Healing.tenant_id.not_in(asked))
    ):
        row.helped, row.over_at = bool(row.helped), now
    alarms.clear_of_closed(session, (ALARM,))


def ill(session: Session) -> set[str]:
    """The tenants whose outage is not over, by id."""
    return set(session.scalars(select(Healing.tenant_id).where(Healing.over_at.is_(None)).distinct()))


def _of_outage(session: Session, tenant_id: str) -> Sequence[Healing]:
    return session.scalars(
        select(Healing).where(Healing.tenant_id == tenant_id, Healing.over_at.is_(None)).order_by(Healing.id)
    ).all()
