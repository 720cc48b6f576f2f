"""Credentials that a rotation left half-way: two values count, and nobody is at work on it."""

from datetime import datetime

from sqlalchemy import select

from control_plane.database import Sessions, transaction
from control_plane.models import Credential, Tenant
from control_plane.services import alarms
from control_plane.services.rotating import left_half_way


class RotationWatch:
    """Raises `rotation_unfinished`, and clears it again."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def look(self, _now: datetime) -> list[str]:
        """Slugs of the working tenants of which it is so."""
        with transaction(self._sessions) as session:
            active = select(Tenant.id).where(Tenant.lifecycle == "active")
            found = left_half_way(session, Credential.tenant_id.in_(active))
            for tenant_id, names in found.items():
                details = {"credentials": ", ".join(names)}
                alarms.raise_(session, "rotation_unfinished", tenant_id=tenant_id, details=details)
            alarms.clear_others(session, "rotation_unfinished", found.keys())
            slugs = select(Tenant.slug).where(Tenant.id.in_(list(found))).order_by(Tenant.slug)
            return list(session.scalars(slugs))
