"""A queue (setor) of the client's help desk."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class Queue(Base):
    """Its people are accounts.models.QueueMember."""

    __tablename__ = "queues"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)
    """As names.key_of makes it: two that people would take for one are one."""
    colour: Mapped[str] = mapped_column(String(7))
    """#rrggbb."""
    is_active: Mapped[bool] = mapped_column(default=True)
    """False: nothing new comes here; what is here stays."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
