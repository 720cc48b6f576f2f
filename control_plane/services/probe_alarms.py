"""Alarms about a tenant's credentials and number: one for each line of its probes that is amiss."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from control_plane.alarms.catalog import CRITICAL, WARNING
from control_plane.health_models import TenantProbe
from control_plane.services import alarms, disconnections
from control_plane.services.probes import keep
from control_plane.whatsapp.seen import ERROR, Item
from control_plane.whatsapp.seen import WARNING as AMISS
from control_plane.whatsapp.telling import in_every_language

CODE = "connection_amiss"
_SILENT = "no_answer"
_SILENT_FOR = timedelta(minutes=4)
"""One look that met silence says little; the next comes after five minutes."""
_SLOW = frozenset({"name", "account"})
"""What Meta takes its days to review is no alarm until it says no."""
_BEARABLE = frozenset({"name", "quality"})
"""Amiss, and messages come and go all the same."""


def keep_and_warn(session: Session, tenant_id: str, items: list[Item], now: datetime) -> list[TenantProbe]:
    """As `keep`; and raises and clears the tenant's alarms."""
    rows = keep(session, tenant_id, items, now)
    for row in rows:
        if _is_alarming(row, now):
            item = Item(row.name, row.state, row.code, row.facts)
            alarms.raise_(
                session,
                "connection_amiss",
                tenant_id=tenant_id,
                subject=row.name,
                severity=CRITICAL if row.state == ERROR and row.name not in _BEARABLE else WARNING,
                details=in_every_language(item),
            )
        else:
            alarms.clear(session, CODE, tenant_id=tenant_id, subject=row.name)
    disconnections.note_look(session, tenant_id, items)
    return rows


def clear_of_closed(session: Session) -> None:
    """Nobody tries the credentials of a tenant that is closed."""
    alarms.clear_of_closed(session, (CODE, disconnections.CODE))


def _is_alarming(row: TenantProbe, now: datetime) -> bool:
    if row.code == _SILENT:
        return now - row.since >= _SILENT_FOR
    return row.state == ERROR or (row.state == AMISS and row.name not in _SLOW)
