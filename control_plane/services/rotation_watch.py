"""Credentials that a rotation left half-way: two values count, and nobody is at work on it."""

from datetime import datetime

from sqlalchemy import exists, select

from control_plane.database import Sessions, transaction
from control_plane.models import Credential, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services import alarms
from control_plane.services.credentials import also_name
from control_plane.services.overdue import clear_others
from control_plane.services.rotating import GENERATED, unsettled


class RotationWatch:
    """Raises `rotation_unfinished`, and clears it again."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def look(self, _now: datetime) -> list[str]:
        """Slugs of the working tenants of which it is so."""
        is_half_way = exists().where(
            Credential.tenant_id == Tenant.id, Credential.name.in_([also_name(name) for name in GENERATED])
        )
        is_at_work = exists().where(
            Operation.tenant_id == Tenant.id, Operation.kind == "rotate", Operation.state.in_(LIVE)
        )
        query = (
            select(Tenant).where(Tenant.lifecycle == "active", is_half_way, ~is_at_work).order_by(Tenant.slug)
        )
        with transaction(self._sessions) as session:
            found = session.scalars(query).all()
            for tenant in found:
                names = ", ".join(unsettled(session, tenant.id))
                details = {"credentials": names}
                alarms.raise_(session, "rotation_unfinished", tenant_id=tenant.id, details=details)
            clear_others(session, "rotation_unfinished", {tenant.id for tenant in found})
            return [tenant.slug for tenant in found]
