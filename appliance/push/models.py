"""The client's name at push services, browsers that are told, what waits to be told, and people's choices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class PushIdentity(Base):
    """By which key pair push services know this client (RFC 8292), and how far its events were looked at."""

    __tablename__ = "push_identity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1: there is one."""
    public_key: Mapped[str] = mapped_column(String(100))
    """Base64url of the uncompressed point; browsers subscribe for it."""
    private_key: Mapped[str] = mapped_column(String(160))
    """Sealed (accounts.sealing)."""
    told_until: Mapped[datetime] = mapped_column(default=utc_now)
    """Events published up to then were looked at."""


class PushBrowser(Base):
    """A browser that one person asked to be told in. Lasts as long as the sign-in it was asked in."""

    __tablename__ = "push_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(String(1000))
    """Where its push service takes messages: given by the browser, never trusted (push.endpoints)."""
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256, hexadecimal: whoever asks last in a browser is told there, and nobody else."""
    p256dh: Mapped[str] = mapped_column(String(100))
    auth: Mapped[str] = mapped_column(String(32))
    """Base64url: its public key and secret (RFC 8291, 3)."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]
    """When its push service last took a message."""


class Push(Base):
    """One occasion to tell one browser; its words are made when it is sent."""

    __tablename__ = "pushes"
    __table_args__ = (
        UniqueConstraint("browser_id", "event", "conversation_id", "occasion", name="uq_pushes_occasion"),
        Index("ix_pushes_due", "status", "retry_at"),
        Index("ix_pushes_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    browser_id: Mapped[int] = mapped_column(ForeignKey("push_browsers.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(16))
    """One of push.choices.EVENTS, or `test`."""
    conversation_id: Mapped[int] = mapped_column(default=0)
    """0: of none."""
    occasion: Mapped[str] = mapped_column(String(40))
    """What makes it the same when it is met again: nobody is told twice."""
    status: Mapped[str] = mapped_column(String(8), default="queued")
    """queued, sent or dropped."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Not before then; while one is being sent, when to believe that its worker died."""
    expires_at: Mapped[datetime]
    """Worth nothing afterwards."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class NotificationChoices(Base):
    """What one person chose; whoever chose nothing has no row."""

    __tablename__ = "notification_choices"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As push.choices presents it; what it lacks is as at first."""
