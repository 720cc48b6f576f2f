"""Weekly hours, and the days that are different."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

Slots = list[list[int]]
"""[begin, end] in minutes after the day's midnight; an end past 1440 is on the next day."""


class Schedule(Base):
    """Hours of one or several queues."""

    __tablename__ = "schedules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)
    """As names.key_of makes it."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """For queues that name none, and for what is in no queue; at most one is."""
    week: Mapped[list[Slots]] = mapped_column(JSON)
    """Seven lists of slots, Monday's first."""
    closed_text: Mapped[str | None] = mapped_column(Text)
    """What a customer reads who is handed over while it is closed; NULL: words of ours."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Holiday(Base):
    """A day with hours of its own, or none."""

    __tablename__ = "holidays"
    __table_args__ = (Index("ix_holidays_day", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(120))
    scope: Mapped[str] = mapped_column(String(8))
    """national, state, city, or own: the client's."""
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))
    """NULL: of all schedules."""
    slots: Mapped[Slots] = mapped_column(JSON)
    """Empty: closed all day."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
