"""What tenants have used, day by day; kept as long as their rows: it is billed by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from control_plane.database import Base, utc_now
from control_plane.models import Tenant


class TenantUsage(Base):
    """One day of one tenant, as it closed it itself (appliance/usage): stored once, never changed.

    But for days on which its help desk was stopped: as far as they had come, until it closes them.
    """

    __tablename__ = "tenant_usage"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    """In the tenant's time zone."""
    plan: Mapped[str] = mapped_column(String(32))
    """That it had when the day was fetched."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Numbers, by the names of services/usage_figures.py."""
    is_partial: Mapped[bool] = mapped_column(default=False)
    """Counted before the day was over: whoever comes back and closes it replaces this."""
    collected_at: Mapped[datetime] = mapped_column(default=utc_now)

    tenant: Mapped[Tenant] = relationship(lazy="joined")
