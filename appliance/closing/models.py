"""A reason for which conversations are closed, as the client words it."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class CloseReason(Base):
    __tablename__ = "close_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)
    """As names.key_of makes it."""
    is_active: Mapped[bool] = mapped_column(default=True)
    """False: no longer offered; what was closed for it keeps it."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
