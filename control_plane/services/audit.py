"""Who did what, to which tenant, from where."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import InvalidInput
from control_plane.models import AuditEntry, Tenant

_LONGEST_ID = 18
"""Digits that fit into an integer of the database."""


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


def _as_id(cursor: str) -> int:
    if not cursor.isdecimal() or len(cursor) > _LONGEST_ID:
        raise InvalidInput("bad_cursor", "There is no such page.")
    return int(cursor)


class Audit:
    """Reads the trail; nothing changes it."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(
        self, *, tenant: str | None = None, limit: int = 50, before: str | None = None
    ) -> list[dict[str, Any]]:
        """Newest first, of one tenant's slug or of all; `before`: id of the last entry of the page before.

        Raises InvalidInput for a `before` that is none.
        """
        query = select(AuditEntry, Tenant.slug).outerjoin(Tenant, Tenant.id == AuditEntry.tenant_id)
        if tenant is not None:
            query = query.where(Tenant.slug == tenant)
        if before is not None:
            query = query.where(AuditEntry.id < _as_id(before))
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
