"""Who did what, to which tenant, from where."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.models import AuditEntry, Tenant


def record(session: Session, actor: Actor, action: str, tenant_id: str | None = None, **details: Any) -> None:
    """Adds an entry in the caller's transaction: what was not done leaves none. No secrets in `details`."""
    session.add(
        AuditEntry(
            actor=actor.name,
            action=action,
            tenant_id=tenant_id,
            remote_address=actor.remote_address,
            details=details,
        )
    )


class Audit:
    """Reads the trail; nothing changes it."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(self, *, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
        """Newest first; `before` is the id of the last entry of the page before."""
        query = select(AuditEntry, Tenant.slug).outerjoin(Tenant, Tenant.id == AuditEntry.tenant_id)
        if before is not None:
            query = query.where(AuditEntry.id < before)
        with transaction(self._sessions) as session:
            rows = session.execute(query.order_by(AuditEntry.id.desc()).limit(limit)).all()
        return [
            {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "actor": entry.actor,
                "action": entry.action,
                "tenant": slug,
                "remote_address": entry.remote_address,
                "details": entry.details,
            }
            for entry, slug in rows
        ]
