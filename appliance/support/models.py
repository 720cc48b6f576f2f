"""Each access of the platform's support."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

BY_TIME: Final = "time"
BY_ADMIN: Final = "admin"
BY_THEMSELVES: Final = "left"
BY_PLATFORM: Final = "platform"
"""An operator ended it from the platform."""
ENDINGS: Final = (BY_TIME, BY_ADMIN, BY_THEMSELVES, BY_PLATFORM)


class SupportAccess(Base):
    __tablename__ = "support_accesses"
    __table_args__ = (Index("ix_support_accesses_running", "ended_at", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    access_id: Mapped[str] = mapped_column(String(36), unique=True)
    """As the control plane knows it: its ticket is used once."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    operator: Mapped[str] = mapped_column(String(254))
    """Their e-mail."""
    reason: Mapped[str] = mapped_column(String(300))
    began_at: Mapped[datetime] = mapped_column(default=utc_now)
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(8))
    """One of ENDINGS."""
    ended_by: Mapped[str | None] = mapped_column(String(254))
    """Who ended it, as they were called; NULL: its time."""
