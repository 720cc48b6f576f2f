"""How many people use a tenant, as it last told."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.usage_models import TenantUsage


def people_of(session: Session, tenant_id: str) -> dict[str, Any] | None:
    """{"day", "users", "active_users"} of the last day that was fetched; None before the first."""
    query = select(TenantUsage.day, TenantUsage.figures).where(TenantUsage.tenant_id == tenant_id)
    last = session.execute(query.order_by(TenantUsage.day.desc()).limit(1)).first()
    if last is None:
        return None
    return {"day": last.day.isoformat(), **{name: last.figures[name] for name in ("users", "active_users")}}
