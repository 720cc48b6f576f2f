"""A file of a message, from the moment its message is stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now

MEDIA_STATES = ("pending", "preparing", "stored", "expired", "refused", "failed")


class Media(Base):
    """The row comes first, in its message's transaction; the file follows by a job of its own."""

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_state", "state", "retry_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    """None while an uploaded file waits for its message, and for a template's example."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who brought it here; None for what customers sent."""
    whatsapp_media_id: Mapped[str | None] = mapped_column(String(128))
    """Meta keeps it 7 days when it came by webhook, 30 days when we uploaded it."""
    kind: Mapped[str] = mapped_column(String(12))
    """image, video, audio, document, sticker."""
    declared_type: Mapped[str | None] = mapped_column(String(128))
    declared_sha256: Mapped[str | None] = mapped_column(String(64))
    """Hexadecimal; Meta writes base64 in webhooks."""
    filename: Mapped[str | None] = mapped_column(String(255))
    is_voice: Mapped[bool] = mapped_column(default=False)
    is_animated: Mapped[bool] = mapped_column(default=False)
    """A moving sticker or picture: by what Meta says, then by its content."""
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending; preparing (uploaded here, being made into what WhatsApp takes); stored; expired (Meta no
    longer has it); refused (too large, or not what it claims); failed (tried long enough: an admin may try
    again)."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    content_type: Mapped[str | None] = mapped_column(String(128))
    """By its content, never by what was declared."""
    size: Mapped[int | None]
    """Bytes."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    path: Mapped[str | None] = mapped_column(String(120))
    """Below the media volume; names say nothing about the content."""
    thumbnail_path: Mapped[str | None] = mapped_column(String(120))
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[int | None]
    """How long a recording lasts."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    stored_at: Mapped[datetime | None]


class Upload(Base):
    """A file that Meta holds for us: uploaded once, then sent as often as need be while Meta keeps it."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("phone_number_id", "sha256", "content_type", name="uq_uploads_file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_number_id: Mapped[str] = mapped_column(String(32))
    """An id of Meta's belongs to the number that uploaded the file."""
    sha256: Mapped[str] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(String(128))
    whatsapp_media_id: Mapped[str] = mapped_column(String(128))
    uploaded_at: Mapped[datetime]
    """Meta keeps it 30 days from here."""
