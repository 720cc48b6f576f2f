"""Which queue asks what, and what each customer was asked and said."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.conversations.models import Conversation
from appliance.database import Base, utc_now
from appliance.queues.models import Queue
from appliance.templates.models import Template


class SurveyRule(Base):
    __tablename__ = "survey_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int | None] = mapped_column(ForeignKey(Queue.id, ondelete="CASCADE"), index=True)
    """NULL: of every queue that has no rule of its own."""
    scope: Mapped[int] = mapped_column(unique=True)
    """The queue's id or 0, for a NULL is equal to none: at most one rule each."""
    kind: Mapped[str] = mapped_column(String(8))
    """off, csat (1 to 5) or nps (0 to 10)."""
    question: Mapped[str] = mapped_column(Text)
    comment_question: Mapped[str | None] = mapped_column(Text)
    """Asked after the score; NULL: nothing more is asked."""
    thanks: Mapped[str | None] = mapped_column(Text)
    template_id: Mapped[int | None] = mapped_column(ForeignKey(Template.id, ondelete="SET NULL"))
    """Sent when the 24 hours are over; NULL: then nobody is asked."""
    every_days: Mapped[int] = mapped_column(default=30)
    """A customer is asked at most once in so many days."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Survey(Base):
    """What one customer is asked about one conversation."""

    __tablename__ = "surveys"
    __table_args__ = (Index("ix_surveys_results", "kind", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey(Conversation.id, ondelete="CASCADE"), unique=True)
    queue_id: Mapped[int | None]
    user_id: Mapped[int | None]
    """Whose conversation it was when it was closed."""
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    """due, asked, answered, refused (they want none), dropped (could or was not to be asked)."""
    step: Mapped[str | None] = mapped_column(String(12), index=True)
    """What we are to do next: ask, follow_up (ask for a comment), thank; NULL: nothing."""
    score: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[int | None] = mapped_column(index=True)
    """Our question."""
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    followed_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


IS_ANSWERED: Final = Survey.answered_at.is_not(None)
"""Also where its customer wanted no more of them afterwards."""
