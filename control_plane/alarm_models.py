"""Which operator has been told of which alarm."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class AlarmNotice(Base):
    """Written with the e-mail that tells of it. When the same alarm comes back before its end was told, the
    notice is moved on to the new one."""

    __tablename__ = "alarm_notices"
    __table_args__ = (
        UniqueConstraint("alarm_id", "operator_id"),
        Index("ix_alarm_notices_operator", "operator_id", "over_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarms.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"))
    severity: Mapped[str] = mapped_column(String(8))
    """The gravest that they were told."""
    told_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    """When they were told that it is over."""
