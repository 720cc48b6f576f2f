"""What was tried by itself on a tenant that did not answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class Healing(Base):
    """One rung of the ladder, climbed once."""

    __tablename__ = "healings"
    __table_args__ = (
        Index("ix_healings_tenant", "tenant_id", "started_at"),
        Index("ix_healings_open", "over_at", "tenant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    rung: Mapped[str] = mapped_column(String(12))
    """One of services/healings.py RUNGS."""
    problem: Mapped[str] = mapped_column(String(200))
    """How it answered before."""
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    helped: Mapped[bool | None]
    """None: not known yet."""
    over_at: Mapped[datetime | None]
    """When the tenant answered again, by this or by another."""
