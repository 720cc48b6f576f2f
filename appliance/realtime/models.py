"""Events waiting to reach browsers: written with the change they tell of, published after it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (Index("ix_events_unpublished", "published_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """As in realtime.events."""
    conversation_id: Mapped[int]
    """0: of none; everybody hears of it."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Ids only; the publisher loads the rows, so that browsers see them as they are now."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_at: Mapped[datetime | None]
