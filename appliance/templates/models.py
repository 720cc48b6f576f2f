"""A message template, one row per name and language."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Template(Base):
    """As Meta has it (Meta: templates); what is known between two syncs comes by webhook."""

    __tablename__ = "templates"
    __table_args__ = (
        UniqueConstraint("name", "language", name="uq_templates_name"),
        Index("ix_templates_status", "status", "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    whatsapp_template_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(24))
    """MARKETING, UTILITY, AUTHENTICATION."""
    parameter_format: Mapped[str] = mapped_column(String(12), default="POSITIONAL")
    components: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(24))
    """Meta's word in capitals; only APPROVED can be sent. DELETED: kept for the messages sent with it."""
    rejection: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """{reason, details?, recommendation?} of a refusal, pause or stop."""
    quality: Mapped[str | None] = mapped_column(String(12))
    """GREEN, YELLOW, RED or UNKNOWN."""
    category_change: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """{category, at?}: what Meta will make of it, or made of it, against our wish."""
    said: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """By aspect (status, quality, category, components) the second of the newest truth we hold of it, by
    webhook or by asking: what is older changes nothing."""
    synced_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When anything that people see last changed."""
