"""Links by which a client connects its WhatsApp number at Meta, and what came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class WhatsappSignup(Base):
    """One link, good once. Its access token stays until it is used, revoked, or `keep_until` has come."""

    __tablename__ = "whatsapp_signups"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    """None: for a tenant that is still to be created."""
    for_client: Mapped[bool]
    """Sent to a person without an account here."""
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, connected (waits to be used), used, revoked, expired."""
    created_by: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    """Of the link."""
    connected_at: Mapped[datetime | None]
    keep_until: Mapped[datetime | None]
    numbers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{phone_number_id, waba_id, display_phone_number, verified_name}] that were granted."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The business token, until it is used, and some minutes more."""
    problem: Mapped[str] = mapped_column(String(300), default="")
    """Why the last try came to nothing."""
