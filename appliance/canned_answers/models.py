"""A text that is kept to be sent again."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

EVERYBODY = 0
"""The scope of an answer that belongs to no queue."""


class CannedAnswer(Base):
    __tablename__ = "canned_answers"
    __table_args__ = (UniqueConstraint("scope", "shortcut"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shortcut: Mapped[str] = mapped_column(String(32))
    """What is typed after the slash: small letters, digits, `-` and `_`."""
    title: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    """With variables, as canned_answers.variables names them."""
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), index=True)
    """Whose people have it; None: everybody."""
    scope: Mapped[int]
    """The queue's id or 0: a NULL would let a shortcut be there twice."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
