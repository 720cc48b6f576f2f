"""What was seen when the connection was looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class ChannelCheck(Base):
    __tablename__ = "channel_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who asked; NULL: it was time."""
    state: Mapped[str] = mapped_column(String(12))
    """The worst of its items."""
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{name, state, code, facts}], see judging."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The number as Meta showed it: id, display number, name."""
