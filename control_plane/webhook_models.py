"""What Meta's shared app callback brought, on its way to the tenants."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class AppWebhook(Base):
    """One entry of a body of Meta's, for one tenant; or for nobody yet."""

    __tablename__ = "app_webhooks"
    __table_args__ = (
        Index("ix_app_webhooks_state", "state", "tenant_id", "id"),
        Index("ix_app_webhooks_received", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """In the order of their coming, in which each tenant gets them."""
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of tenant and entry: Meta delivers more than once."""
    waba_id: Mapped[str] = mapped_column(String(64))
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    fields: Mapped[str] = mapped_column(String(200))
    """What it is about, in Meta's names."""
    event: Mapped[str] = mapped_column(String(64), default="")
    """Of an `account_update`, in Meta's name."""
    entry: Mapped[bytes | None] = mapped_column(LargeBinary(3 * 1024 * 1024))
    """JSON; gone once the tenant has it."""
    state: Mapped[str] = mapped_column(String(12))
    """waiting, delivered, unknown (no tenant has this account), dead (no tenant took it)."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=utc_now)
    error: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    delivered_at: Mapped[datetime | None]
