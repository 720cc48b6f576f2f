"""A list of actions under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.accounts.models import User
from appliance.database import Base, utc_now
from appliance.queues.models import Queue


class Macro(Base):
    """Everybody's, a queue's, or one person's own."""

    __tablename__ = "macros"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """In the order in which they are done, as macros.actions names them."""
    queue_id: Mapped[int | None] = mapped_column(ForeignKey(Queue.id, ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
