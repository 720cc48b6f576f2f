"""A day that is over, counted once."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class UsageDay(Base):
    """Never counted again: what is asked for twice is the same, whatever was removed since."""

    __tablename__ = "usage_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    """In the client's time zone."""
    figures: Mapped[dict[str, int | dict[str, int]]] = mapped_column(JSON)
    """As usage.counting makes them."""
    closed_at: Mapped[datetime] = mapped_column(default=utc_now)
