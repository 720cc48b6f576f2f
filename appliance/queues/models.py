"""A queue (setor) of the client's help desk."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now
from appliance.hours.models import Schedule

MANUAL: Final = "manual"
ROUND_ROBIN: Final = "round_robin"
LEAST_BUSY: Final = "least_busy"
ROUTINGS: Final = (MANUAL, ROUND_ROBIN, LEAST_BUSY)


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
    is_default: Mapped[bool] = mapped_column(default=False)
    """What the bot hands over waits here; at most one queue is."""
    routing: Mapped[str] = mapped_column(String(12), default=MANUAL)
    """manual: whoever comes takes it. round_robin, least_busy: offered to one person after the other."""
    offer_seconds: Mapped[int] = mapped_column(default=60)
    """How long one person is asked; 0: assigned at once."""
    return_minutes: Mapped[int | None]
    """After how long the unanswered conversations of people who left come back; NULL: never."""
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey(Schedule.id))
    """Its hours; NULL: the client's."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
