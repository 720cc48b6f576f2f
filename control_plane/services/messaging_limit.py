"""How near tenants are to Meta's limit on the customers that they may write to first.

The limit is the business portfolio's (Meta: messaging-limits), told by the hourly probe; how many customers a
tenant has written to first is told by its help desk. Other numbers of the same portfolio count there too, so
the truth may be nearer to the limit than what is seen here, never farther from it.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.alarms.catalog import CRITICAL, WARNING
from control_plane.database import Sessions, reading, transaction
from control_plane.health_models import TenantProbe
from control_plane.models import Alarm, Tenant
from control_plane.services import alarms

FIGURE = "guiche_customers_written_first"
"""As the help desk's metrics call it."""
NEAR_PERCENT = 80
_CODE = "messaging_limit_near"
_TIER = re.compile(r"(\d{1,6})(K?)")


class MessagingLimits:
    """Raises `messaging_limit_near`, and clears it again."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def look(self, written_first: Mapping[str, int]) -> None:
        """What has just been asked of tenants, by id. Who is not among them stays as they are, unless nobody
        is let into them any more.
        """
        with reading(self._sessions) as session:
            near, alarmed = _near(session, written_first), _alarmed(session)
            active = set(session.scalars(select(Tenant.id).where(Tenant.lifecycle == "active")))
        over = {id_ for id_ in alarmed if id_ not in active or (id_ in written_first and id_ not in near)}
        if not near and not over:
            return
        with transaction(self._sessions) as session:
            for tenant_id, details in near.items():
                alarms.raise_(
                    session,
                    "messaging_limit_near",
                    tenant_id=tenant_id,
                    severity=CRITICAL if details["percent"] >= 100 else WARNING,
                    details=details,
                )
            for tenant_id in over:
                alarms.clear(session, _CODE, tenant_id=tenant_id)


def limit_of(tier: str) -> int | None:
    """250, 2K, 10K, 100K as customers; None: there is none, or it is not set."""
    found = _TIER.fullmatch(tier)
    return int(found[1]) * (1000 if found[2] else 1) if found else None


def _near(session: Session, written_first: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    query = select(TenantProbe.tenant_id, TenantProbe.facts).where(
        TenantProbe.tenant_id.in_([*written_first]), TenantProbe.name == "limit"
    )
    found = {}
    for tenant_id, facts in session.execute(query):
        limit, written = limit_of(str(facts.get("tier", ""))), written_first[tenant_id]
        if limit and 100 * written >= NEAR_PERCENT * limit:
            found[tenant_id] = {"written": written, "limit": limit, "percent": 100 * written // limit}
    return found


def _alarmed(session: Session) -> set[str]:
    query = select(Alarm.tenant_id).where(
        Alarm.code == _CODE, Alarm.cleared_at.is_(None), Alarm.tenant_id.is_not(None)
    )
    return {str(tenant_id) for tenant_id in session.scalars(query)}
