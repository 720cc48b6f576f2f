"""Questions put to FILA-IA and what became of them."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

UNFINISHED = ("new", "submitting", "open")


class AiRequest(Base):
    __tablename__ = "ai_requests"
    __table_args__ = (
        Index("ix_ai_requests_step", "state", "next_step_at"),
        Index("ix_ai_requests_finished", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    """Our name for it in FILA-IA's metadata. Random: a restored database counts its ids again."""
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    conversation_version: Mapped[int]
    """Ownership when asked: a later owner makes the answer void."""
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    """The customer's message that asked; unique, so that asking twice is asking once."""
    upstream_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="new")
    """new, submitting, open, answered, superseded, failed."""
    failure: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was put to FILA-IA."""
    polls: Mapped[int] = mapped_column(default=0)
    """How often it was looked for since it was last put."""
    next_step_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When somebody must look at it again: to submit, to find a lost answer, to poll."""
    deadline_at: Mapped[datetime]
    tokens_in: Mapped[int | None]
    tokens_out: Mapped[int | None]
    """What the answer took, as FILA-IA tells it."""
    submitted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
