"""One row per setting that was ever changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class TenantSetting(Base):
    __tablename__ = "tenant_settings"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
