"""Which nightly backups are due: a question to the database, not a memory of ticks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK
from control_plane.database import Sessions, reading
from control_plane.errors import Conflict
from control_plane.models import Backup, Operation, Tenant
from control_plane.operations.lifecycles import CREATED
from control_plane.services.backups import Backups

_TRIES_PER_NIGHT = 3
_BETWEEN_TRIES = timedelta(hours=1)
TRIES_TAKE = (_TRIES_PER_NIGHT + 1) * _BETWEEN_TRIES
"""From the opening of a window on; then a night has its backup, or will have none."""

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
        with reading(self._sessions) as session:
            due = list(self._due(session, now))
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

    def _due(self, session: Session, now: datetime) -> Iterator[tuple[str, str]]:
        """Slug, and one key per tenant, night and try: whoever asks twice gets the same operation.

        Also of one that is being restored: where that stopped half-way it serves on, perhaps for days.
        """
        tenants = session.execute(
            select(Tenant.id, Tenant.slug, Tenant.configuration["timezone"].as_string())
            .where(Tenant.lifecycle.in_(CREATED))
            .order_by(Tenant.slug)
        ).all()
        windows = {
            zone: window_opened(now, ZoneInfo(zone), self._hour) for zone in {zone for _, _, zone in tenants}
        }
        if not windows:
            return
        made, tries = last_backups(session), _tries(session, min(windows.values()))
        for id_, slug, zone in tenants:
            opened = windows[zone]
            if id_ in made and made[id_] >= opened:
                continue
            tonight = [each for each in tries.get(id_, []) if each.created_at >= opened]
            if _may_try(tonight, now):
                yield slug, f"nightly:{id_}:{name_of(opened)}:{len(tonight)}"


def name_of(opened: datetime) -> str:
    """A window's own in its zone: two may open on one date of UTC when summer time begins between them."""
    return f"{opened:%Y-%m-%dT%H}"


def last_backups(session: Session) -> dict[str, datetime]:
    """Tenant → when its newest was made."""
    query = select(Backup.tenant_id, func.max(Backup.created_at)).group_by(Backup.tenant_id)
    return {id_: moment for id_, moment in session.execute(query)}


def _tries(session: Session, since: datetime) -> dict[str, list[Row[str, datetime, datetime | None]]]:
    """The clock's own since then, by tenant, oldest first."""
    query = (
        select(Operation.tenant_id, Operation.created_at, Operation.finished_at)
        .where(Operation.requested_by == CLOCK.name, Operation.kind == "backup")
        .where(Operation.created_at >= since)
        .order_by(Operation.created_at)
    )
    found: dict[str, list[Row[str, datetime, datetime | None]]] = {}
    for row in session.execute(query):
        found.setdefault(row.tenant_id, []).append(row)
    return found


def _may_try(tonight: list[Row[str, datetime, datetime | None]], now: datetime) -> bool:
    if tonight and (tonight[-1].finished_at is None or now - tonight[-1].finished_at < _BETWEEN_TRIES):
        return False
    return len(tonight) < _TRIES_PER_NIGHT


def window_opened(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The last moment, up to `now`, at which it was `hour` o'clock in `zone`; in UTC.

    An hour that a change to summer time skips opens when the clock has jumped over it.
    """
    local = now.astimezone(zone)
    opened = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if opened.astimezone(UTC) > now.astimezone(UTC):
        opened = (opened - timedelta(days=1)).replace(fold=0)
    return opened.astimezone(UTC)
