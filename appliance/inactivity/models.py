"""What happens in a queue when a customer falls silent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.closing.models import CloseReason
from appliance.database import Base, utc_now
from appliance.queues.models import Queue


class InactivityRule(Base):
    __tablename__ = "inactivity_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int | None] = mapped_column(ForeignKey(Queue.id, ondelete="CASCADE"), index=True)
    """NULL: of every queue that has no rule of its own."""
    scope: Mapped[int] = mapped_column(unique=True)
    """The queue's id or 0, for a NULL is equal to none: at most one rule each."""
    warn_after_minutes: Mapped[int]
    warn_text: Mapped[str] = mapped_column(Text)
    most_warnings: Mapped[int] = mapped_column(default=1)
    close_after_minutes: Mapped[int]
    """After the last warning."""
    close_text: Mapped[str | None] = mapped_column(Text)
    close_reason_id: Mapped[int | None] = mapped_column(ForeignKey(CloseReason.id, ondelete="SET NULL"))
    is_active: Mapped[bool] = mapped_column(default=True)
    """False: in this queue nothing happens, whatever holds for every queue."""
    active_since: Mapped[datetime] = mapped_column(default=utc_now)
    """Silence before that does not count: a new rule closes nothing at once."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
