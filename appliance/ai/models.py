"""Questions put to FILA-IA and what became of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class AiRequest(Base):
    __tablename__ = "ai_requests"
    __table_args__ = (Index("ix_ai_requests_state", "state", "deadline_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    conversation_version: Mapped[int]
    """Ownership when asked: a later owner makes the answer void."""
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    """The customer's message that asked; unique, so that asking twice is asking once."""
    upstream_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="new")
    """new, submitting, open, answered, superseded, failed."""
    failure: Mapped[str | None] = mapped_column(String(40))
    polls: Mapped[int] = mapped_column(default=0)
    deadline_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
