"""Copies of backups in another place: asked for, due by themselves, and missed when they are late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK, Actor
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import Conflict, NotFound
from control_plane.models import Backup, Operation, Tenant
from control_plane.offsite_settings import OffsiteSettings
from control_plane.operations.lifecycles import CREATED
from control_plane.services import alarms
from control_plane.services.overdue import OVERDUE
from control_plane.services.submission import Submission

LATE = OVERDUE + timedelta(hours=6)
"""Of the newest backup that is off site too: a night's backup, and the time that its copy may take."""
_BETWEEN_TRIES = timedelta(hours=1)
_TRIES_PER_BACKUP = 6
_COPIED_IN = (*CREATED, "suspended")
"""What is suspended made its final backup on the way."""

log = structlog.get_logger(__name__)


class Offsite:
    """Copying and bringing back, as asked for; the runner does it."""

    def __init__(self, submission: Submission, settings: OffsiteSettings) -> None:
        self._submission = submission
        self._settings = settings

    @property
    def is_set(self) -> bool:
        """Whether there is another place at all."""
        return self._settings.is_set

    def require_copies(self) -> None:
        """For whoever asks how they are. Raises NotFound where there can be none."""
        if not self.is_set:
            raise NotFound(
                "offsite_unset",
                "There are no copies off site, for no place is set: set OFFSITE_REPOSITORY"
                " (docs/reference/backups.md).",
            )

    def submit_copy(self, slug: str, actor: Actor, key: str | None = None) -> tuple[dict[str, Any], bool]:
        """Queues a copy of what is not there yet; the operation, and whether it is new.

        Raises NotFound, Conflict.
        """
        return self._submit(slug, "offsite", actor, key)

    def submit_retrieve(self, slug: str, actor: Actor, key: str | None = None) -> tuple[dict[str, Any], bool]:
        """Queues the way back: what is there and not here any more. Raises NotFound, Conflict."""
        return self._submit(slug, "retrieve", actor, key)

    def _submit(self, slug: str, kind: str, actor: Actor, key: str | None) -> tuple[dict[str, Any], bool]:
        return self._submission.submit(slug, kind, {}, actor, key, beside=self._refuse_nowhere)

    def _refuse_nowhere(self, _session: Session, _tenant: Tenant) -> None:
        if not self.is_set:
            raise Conflict(
                "offsite_unset",
                "No place off site is set: set OFFSITE_REPOSITORY (docs/reference/backups.md) first.",
            )


class OffsiteCopies:
    """What the clock does: a copy soon after each backup, and an alarm where there has been none for long."""

    def __init__(self, sessions: Sessions, offsite: Offsite) -> None:
        self._sessions = sessions
        self._offsite = offsite

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations queued now, for tenants whose newest backup is not off site yet."""
        if not self._offsite.is_set:
            return []
        with reading(self._sessions) as session:
            due = list(_due(session, now))
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self._offsite.submit_copy(slug, CLOCK, key)
            except Conflict as held:
                log.info("off-site copy waits", tenant=slug, reason=held.message)
                continue
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted

    def look(self, now: datetime) -> list[str]:
        """Slugs of the working tenants whose newest off-site copy is of a backup too long ago.

        Raises the alarm `offsite_overdue`, and clears it again.
        """
        with transaction(self._sessions) as session:
            found = list(session.execute(_late(now))) if self._offsite.is_set else []
            for tenant, since in found:
                hours = int((now - since).total_seconds() // 3600)
                alarms.raise_(session, "offsite_overdue", tenant_id=tenant.id, details={"hours": hours})
            alarms.clear_others(session, "offsite_overdue", {tenant.id for tenant, _ in found})
        return [tenant.slug for tenant, _ in found]


def _due(session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """Slug, and one key per tenant, backup and try: whoever asks twice gets the same operation."""
    newest = (
        select(Backup.tenant_id, func.max(Backup.created_at).label("made"))
        .group_by(Backup.tenant_id)
        .subquery()
    )
    waiting = (
        select(Tenant.slug, Backup.tenant_id, Backup.id, Backup.created_at)
        .join(Backup, Backup.tenant_id == Tenant.id)
        .join(newest, (newest.c.tenant_id == Backup.tenant_id) & (newest.c.made == Backup.created_at))
        .where(Tenant.lifecycle.in_(_COPIED_IN), Backup.offsite_at.is_(None))
        .order_by(Tenant.slug)
    )
    for slug, tenant_id, backup_id, made in session.execute(waiting):
        tries = (
            select(Operation.finished_at)
            .where(Operation.tenant_id == tenant_id, Operation.kind == "offsite")
            .where(Operation.created_at >= made, Operation.requested_by == CLOCK.name)
            .order_by(Operation.created_at)
        )
        ended = session.scalars(tries).all()
        if ended and (ended[-1] is None or now - ended[-1] < _BETWEEN_TRIES):
            continue
        if len(ended) < _TRIES_PER_BACKUP:
            yield slug, f"offsite:{backup_id}:{len(ended)}"


def _late(now: datetime) -> Select[Tenant, Any]:
    """Measured from the backup that was copied; from the first try, where none ever succeeded."""
    copied = (
        select(Backup.tenant_id, func.max(Backup.created_at).label("made"))
        .where(Backup.offsite_at.is_not(None))
        .group_by(Backup.tenant_id)
        .subquery()
    )
    tried = (
        select(Operation.tenant_id, func.min(Operation.created_at).label("first"))
        .where(Operation.kind == "offsite")
        .group_by(Operation.tenant_id)
        .subquery()
    )
    since = func.coalesce(copied.c.made, tried.c.first, Tenant.created_at)
    return (
        select(Tenant, since)
        .outerjoin(copied, copied.c.tenant_id == Tenant.id)
        .outerjoin(tried, tried.c.tenant_id == Tenant.id)
        .where(Tenant.lifecycle.in_(CREATED), since < now - LATE)
        .order_by(Tenant.slug)
    )
