"""What the probes last said of each tenant's credentials."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class TenantProbe(Base):
    """The newest answer of one probe of one tenant, and since when it has been the same."""

    __tablename__ = "tenant_probes"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    """An item of whatsapp/words.json."""
    state: Mapped[str] = mapped_column(String(8))
    """ok, unknown, warning, error."""
    code: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the words are filled in with; no secret."""
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    since: Mapped[datetime] = mapped_column(default=utc_now)
    """Since when state and code are these."""
