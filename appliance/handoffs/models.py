"""A handoff: from the moment the bot gives a conversation up until the conversation is closed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Handoff(Base):
    """Follows its conversation: whoever changes the owner there changes it here (handoffs.following)."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index("ix_handoffs_conversation", "conversation_id", "completed_at"),
        Index("ix_handoffs_open", "completed_at", "assigned_at", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    reason: Mapped[str] = mapped_column(String(40))
    """As `attention_reason`."""
    requested_at: Mapped[datetime] = mapped_column(default=utc_now)
    assigned_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The first person who took it."""
    assigned_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
