"""One row for each e-mail to one of the client's people; the text is made when it is sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Mail(Base):
    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "status", "retry_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    """To whom: the address, name and language they have when it is sent."""
    kind: Mapped[str] = mapped_column(String(32))
    """Names its words (mail.words)."""
    link_id: Mapped[int | None] = mapped_column(
        ForeignKey("account_links.id", ondelete="CASCADE"), index=True
    )
    """The link it carries. No token is stored: it is made anew from this row."""
    status: Mapped[str] = mapped_column(String(8), default="queued")
    """queued, sent or failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Not before then; while one is being sent, when to believe that its worker died."""
    error: Mapped[str | None] = mapped_column(String(24))
    """Why the last attempt failed: a word that the interface explains (foundation.smtp)."""
    detail: Mapped[str | None] = mapped_column(String(200))
    """What the mail server said."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]
