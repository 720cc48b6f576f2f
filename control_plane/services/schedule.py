"""Which nightly backups are due: a question to the database, not a memory of ticks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict
from control_plane.models import Backup, Operation, Tenant
from control_plane.services.backups import Backups

_TRIES_PER_NIGHT = 3
_BETWEEN_TRIES = timedelta(hours=1)

log = structlog.get_logger(__name__)


class NightlyBackups:
    """Queues a backup for every tenant that has had none since its last window opened."""

    def __init__(self, sessions: Sessions, backups: Backups, hour: int) -> None:
        """`hour`: of each tenant's own time zone."""
        self._sessions = sessions
        self._backups = backups
        self._hour = hour

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations that were queued now. Asking again, or twice at once, queues nothing more."""
        with transaction(self._sessions) as session:
            tenants = session.scalars(
                select(Tenant).where(Tenant.lifecycle == "active").order_by(Tenant.slug)
            )
            due = [(tenant.slug, key) for tenant in tenants if (key := self._due_key(session, tenant, now))]
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self._backups.submit_backup(slug, CLOCK, key, trigger="nightly")
            except Conflict as held:
                log.info("nightly backup waits", tenant=slug, reason=held.message)
                continue
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted

    def _due_key(self, session: Session, tenant: Tenant, now: datetime) -> str | None:
        """One key per tenant, night and try: whoever asks twice gets the same operation."""
        opened = window_opened(now, ZoneInfo(tenant.configuration["timezone"]), self._hour)
        since: Any = (Backup.tenant_id == tenant.id, Backup.created_at >= opened)
        if session.scalars(select(Backup.id).where(*since).limit(1)).first() is not None:
            return None
        tries = session.scalars(
            select(Operation)
            .where(Operation.tenant_id == tenant.id, Operation.requested_by == CLOCK.name)
            .where(Operation.kind == "backup", Operation.created_at >= opened)
            .order_by(Operation.created_at)
        ).all()
        if tries and (tries[-1].finished_at is None or now - tries[-1].finished_at < _BETWEEN_TRIES):
            return None
        if len(tries) >= _TRIES_PER_NIGHT:
            return None
        return f"nightly:{tenant.id}:{opened:%Y-%m-%d}:{len(tries)}"


def window_opened(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The last moment, up to `now`, at which it was `hour` o'clock in `zone`; in UTC.

    An hour that a change to summer time skips opens when the clock has jumped over it.
    """
    local = now.astimezone(zone)
    opened = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if opened.astimezone(UTC) > now.astimezone(UTC):
        opened = (opened - timedelta(days=1)).replace(fold=0)
    return opened.astimezone(UTC)
