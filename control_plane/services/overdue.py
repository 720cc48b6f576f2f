"""Tenants that have gone without a backup, or without the proof that one restores, for too long."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, transaction
from control_plane.models import Backup, Operation, Tenant
from control_plane.operations.lifecycles import CREATED
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
            .where(Tenant.lifecycle.in_(CREATED), since < now - OVERDUE)
            .order_by(Tenant.slug)
        )
        with transaction(self._sessions) as session:
            found = [(tenant, _hours(made, now)) for tenant, made in session.execute(query)]
            for tenant, hours in found:
                alarms.raise_(session, "backup_overdue", tenant_id=tenant.id, details={"hours": hours})
            alarms.clear_others(session, "backup_overdue", {tenant.id for tenant, _ in found})
        return [tenant.slug for tenant, _ in found]


class DrillWatch:
    """Raises `drill_overdue`, and clears it again."""

    def __init__(self, sessions: Sessions, days: int) -> None:
        """`days`: after which the clock asks for a drill; 0: nobody expects any."""
        self._sessions = sessions
        self._days = days

    def look(self, now: datetime) -> list[str]:
        """Slugs of the working tenants unproven for twice the days and one more."""
        with transaction(self._sessions) as session:
            limit = now - timedelta(days=2 * self._days + 1)
            found = [
                (tenant, (now - since).days)
                for tenant, since in (unproven_since(session) if self._days else ())
                if since < limit
            ]
            for tenant, days in found:
                alarms.raise_(session, "drill_overdue", tenant_id=tenant.id, details={"days": days})
            alarms.clear_others(session, "drill_overdue", {tenant.id for tenant, _ in found})
        return [tenant.slug for tenant, _ in found]


def unproven_since(session: Session) -> list[tuple[Tenant, datetime]]:
    """The working tenants by slug, each with its newest proven restore.

    Where there has been none: its creation, or the platform's first drill if that came later; before that one
    nobody can be late, so such a tenant is not among them.
    """
    newest = (
        select(Backup.tenant_id, func.max(Backup.proven_at).label("proven"))
        .where(Backup.proven_at.is_not(None))
        .group_by(Backup.tenant_id)
        .subquery()
    )
    began = session.scalars(
        select(Operation.created_at)
        .where(Operation.kind == "drill")
        .order_by(Operation.created_at, Operation.id)
        .limit(1)
    ).first()
    query = (
        select(Tenant, newest.c.proven)
        .outerjoin(newest, newest.c.tenant_id == Tenant.id)
        .where(Tenant.lifecycle == "active")
        .order_by(Tenant.slug)
    )
    rows = session.execute(query).all()
    late = [(tenant, proven or (max(tenant.created_at, began) if began else None)) for tenant, proven in rows]
    return [(tenant, since) for tenant, since in late if since]


def _hours(made: datetime, now: datetime) -> int:
    return int((now - made).total_seconds() // 3600)
