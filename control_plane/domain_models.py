"""What was last seen of the names that lead to the edge, and of the certificates it serves for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class HostnameCheck(Base):
    """Of one hostname; the row goes with it."""

    __tablename__ = "hostname_checks"

    name: Mapped[str] = mapped_column(String(253), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    """here, elsewhere, nowhere; forbidden: here, and its CAA records forbid the edge's authority."""
    found: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The addresses that it leads to; or the authorities that it allows."""
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    since: Mapped[datetime] = mapped_column(default=utc_now)
    """Since when it is so."""
    allowed_at: Mapped[datetime | None]
    """When it led here for the first time: since then it may have a certificate, and keeps it."""
    certificate_until: Mapped[datetime | None]
    """Of the one that the edge served last."""
