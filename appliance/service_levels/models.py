"""What is promised, and what has been counted of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.conversations.models import Conversation
from appliance.database import Base, utc_now
from appliance.queues.models import Queue


class ServiceLevel(Base):
    """A promise for conversations of a queue and a priority; of several that hold the nearest counts."""

    __tablename__ = "service_levels"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int | None] = mapped_column(ForeignKey(Queue.id, ondelete="CASCADE"), index=True)
    """NULL: of every queue."""
    priority: Mapped[int | None]
    """NULL: of every priority."""
    scope: Mapped[str] = mapped_column(String(40), unique=True)
    """Both in one, for a NULL is equal to none: at most one promise each."""
    response_minutes: Mapped[int | None]
    resolution_minutes: Mapped[int | None]
    """Of open time; NULL: not promised."""
    warn_percent: Mapped[int] = mapped_column(default=80)
    """At risk once so much of it has passed."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ServiceClock(Base):
    """What a conversation has used of its promises, as last counted."""

    __tablename__ = "service_clocks"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey(Conversation.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    queue_id: Mapped[int | None]
    """By whose hours it was counted."""
    spent_seconds: Mapped[int] = mapped_column(default=0)
    """Open time until it was last stopped, or came to another queue."""
    running_since: Mapped[datetime | None]
    """NULL: it stands still."""
    response_told: Mapped[int] = mapped_column(default=0)
    resolution_told: Mapped[int] = mapped_column(default=0)
    """0 nothing, 1 at risk, 2 late: each is told once."""
    tell_at: Mapped[datetime | None] = mapped_column(index=True)
    """When there will be something to tell."""
