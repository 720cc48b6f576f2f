"""Tenants that have gone without a backup for longer than the nightly one's tries take."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from control_plane.database import Sessions, transaction
from control_plane.models import Alarm, Backup, Tenant
from control_plane.services import alarms

OVERDUE = timedelta(hours=26)
"""A night's window opens every 24 hours; its three tries are an hour apart."""


class BackupWatch:
    """Raises `backup_overdue`, and clears it again."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def look(self, now: datetime) -> list[str]:
        """Slugs of the working tenants whose newest backup, or creation, is too long ago."""
        newest = (
            select(Backup.tenant_id, func.max(Backup.created_at).label("made"))
            .group_by(Backup.tenant_id)
            .subquery()
        )
        since = func.coalesce(newest.c.made, Tenant.created_at)
        query = (
            select(Tenant, since)
            .outerjoin(newest, newest.c.tenant_id == Tenant.id)
            .where(Tenant.lifecycle == "active", since < now - OVERDUE)
            .order_by(Tenant.slug)
        )
        with transaction(self._sessions) as session:
            found = [(tenant, _hours(made, now)) for tenant, made in session.execute(query)]
            for tenant, hours in found:
                alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": hours})
            late = {tenant.id for tenant, _ in found}
            for tenant_id in session.scalars(_alarmed()):
                if tenant_id not in late:
                    alarms.clear(session, "backup_overdue", tenant_id=tenant_id)
        return [tenant.slug for tenant, _ in found]


def _alarmed() -> Select[str | None]:
    return select(Alarm.tenant_id).where(Alarm.code == "backup_overdue", Alarm.cleared_at.is_(None))


def _hours(made: datetime, now: datetime) -> int:
    return int((now - made).total_seconds() // 3600)
