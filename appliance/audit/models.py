"""One row for each thing somebody did. Nothing here is ever changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class AuditEntry(Base):
    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_user", "user_id", "id"),
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    user_id: Mapped[int | None]
    """NULL: nobody signed in, or the system itself. No foreign key: the entry outlives everything."""
    user_name: Mapped[str | None] = mapped_column(String(120))
    """As it was then."""
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))
    """The browser or program, as it names itself."""
    action: Mapped[str] = mapped_column(String(60))
    """subject.verb, e.g. user.changed."""
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Of what changed only; never a secret."""
