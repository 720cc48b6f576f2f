"""Offers: a waiting conversation, shown to one person to accept."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"
EXPIRED: Final = "expired"
WITHDRAWN: Final = "withdrawn"
"""Somebody else took it, or it went elsewhere."""


class Offer(Base):
    """Kept afterwards: who let it pass is asked again only after the others, and turns are counted by it."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_conversation", "conversation_id", "id"),
        Index("ix_offers_user", "user_id", "id"),
        Index("ix_offers_open", "outcome", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    offered_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))
    """NULL while it stands."""
    ended_at: Mapped[datetime | None]
