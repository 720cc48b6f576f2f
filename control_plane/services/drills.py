"""Practice restores, by hand and by the clock: few at a time, those waiting longest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK, Actor
from control_plane.database import Sessions, reading
from control_plane.errors import Conflict
from control_plane.models import Backup, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services.backups import restorable
from control_plane.services.schedule import TRIES_TAKE, last_backups, window_opened
from control_plane.services.submission import Submission

KIND = "drill"
_AHEAD = 2
"""Of the clock's, that go on or wait: one works at a time, and whoever waits holds its tenant's queue up."""
_DAY = timedelta(days=1)


class Drills:
    """The catalog's `drill`."""

    def __init__(self, sessions: Sessions, submission: Submission, *, days: int, backup_hour: int) -> None:
        """`days`: how old a tenant's newest proven restore may become; 0: the clock asks for none."""
        self._sessions = sessions
        self._submission = submission
        self._days = days
        self._backup_hour = backup_hour

    def submit(
        self, slug: str, actor: Actor, backup_id: str = "", key: str | None = None
    ) -> tuple[dict[str, Any], bool]:
        """Queues a drill of this backup, or of the tenant's newest; returns it and whether it is new.

        Raises NotFound, and Conflict where there is no backup yet.
        """

        def inputs(session: Session, tenant: Tenant) -> dict[str, Any]:
            return {"backup_id": _chosen(session, tenant, backup_id)}

        digest = self._submission.digest([KIND, slug, backup_id])
        return self._submission.submit(slug, KIND, inputs, actor, key, digest=digest)

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations that were queued now. Asking again, or twice at once, queues nothing more.

        A day's share is what takes all tenants through in `days`, so that the fleet is and stays spread.
        """
        if not self._days:
            return []
        with reading(self._sessions) as session:
            due = self._due(session, now)
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self.submit(slug, CLOCK, key=key)
            except Conflict:
                continue  # it has been closed meanwhile, or its queue is full: another day
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted

    def _due(self, session: Session, now: datetime) -> list[tuple[str, str]]:
        """Slug and key of each tenant whose turn it is."""
        room = _AHEAD - _live_drills(session)
        if room <= 0:
            return []
        tenants = _tenants(session, now - timedelta(days=self._days))
        share = ceil(len(tenants) / self._days) - _asked_for(session, now - _DAY)
        due = [tenant for tenant in tenants if self._is_due(tenant, now)]
        due.sort(key=lambda tenant: (tenant.waits_since, tenant.slug))
        return [(each.slug, f"drill:{each.id}:{now:%Y-%m-%d}") for each in due[: max(0, min(room, share))]]

    def _is_due(self, tenant: "_Candidate", now: datetime) -> bool:
        if tenant.is_busy or tenant.backed_up_at is None:
            return False
        if tenant.tried_at is not None and now - tenant.tried_at < _DAY:
            return False
        opened = window_opened(now, ZoneInfo(tenant.timezone), self._backup_hour)
        if tenant.backed_up_at < opened and now < opened + TRIES_TAKE:
            return False  # tonight's backup is still to come
        if tenant.proven_at is None:
            return now - tenant.created_at >= _DAY
        return now - tenant.proven_at >= timedelta(days=self._days)


@dataclass(frozen=True)
class _Candidate:
    """What is known of a working tenant."""

    id: str
    slug: str
    timezone: str
    created_at: datetime
    backed_up_at: datetime | None
    proven_at: datetime | None
    tried_at: datetime | None
    """The last drill that was asked for within `days`."""
    is_busy: bool

    @property
    def waits_since(self) -> datetime:
        """A drill that failed goes to the end of the line, so that it keeps nobody from their turn."""
        return max(filter(None, (self.proven_at or self.created_at, self.tried_at)))


def _tenants(session: Session, since: datetime) -> list[_Candidate]:
    backed_up, proven, tried = last_backups(session), last_proofs(session), _tries(session, since)
    busy = set(session.scalars(select(Operation.tenant_id).where(Operation.state.in_(LIVE))))
    timezone = Tenant.configuration["timezone"].as_string()
    query = select(Tenant.id, Tenant.slug, timezone, Tenant.created_at).where(Tenant.lifecycle == "active")
    return [
        _Candidate(
            id_, slug, zone, created_at, backed_up.get(id_), proven.get(id_), tried.get(id_), id_ in busy
        )
        for id_, slug, zone, created_at in session.execute(query)
    ]


def last_proofs(session: Session) -> Mapping[str, datetime]:
    """Tenant → when a backup of it was last restored, of those of whom one ever was."""
    query = select(Backup.tenant_id, func.max(Backup.proven_at)).where(Backup.proven_at.is_not(None))
    return {id_: moment for id_, moment in session.execute(query.group_by(Backup.tenant_id)) if moment}


def _tries(session: Session, since: datetime) -> Mapping[str, datetime]:
    query = select(Operation.tenant_id, func.max(Operation.created_at)).where(
        Operation.kind == KIND, Operation.created_at >= since
    )
    return {id_: moment for id_, moment in session.execute(query.group_by(Operation.tenant_id))}


def _live_drills(session: Session) -> int:
    query = select(func.count()).where(Operation.kind == KIND, Operation.state.in_(LIVE))
    return session.scalar(query) or 0


def _asked_for(session: Session, since: datetime) -> int:
    """By the clock."""
    query = select(func.count()).where(
        Operation.kind == KIND, Operation.requested_by == CLOCK.name, Operation.created_at > since
    )
    return session.scalar(query) or 0


def _chosen(session: Session, tenant: Tenant, backup_id: str) -> str:
    if backup_id:
        return restorable(session, tenant, backup_id).id
    query = select(Backup.id).where(Backup.tenant_id == tenant.id, Backup.is_here)
    newest = session.scalars(query.order_by(Backup.created_at.desc()).limit(1)).first()
    if newest is None:
        raise Conflict("no_backup", "The tenant has no backup yet: make one first.")
    return newest
