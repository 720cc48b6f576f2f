"""What the operator's own systems are told: where to, what, and what became of it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from control_plane.database import Base, utc_now


class EventEndpoint(Base):
    """An address that events are sent to."""

    __tablename__ = "event_endpoints"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    types: Mapped[list[str]] = mapped_column(JSON)
    """Of the events that it is sent; empty: all."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The secret that signs what it is sent, as services/credentials.py seals."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class OutgoingEvent(Base):
    __tablename__ = "outgoing_events"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    type: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    """Just what is sent, in JSON: each attempt sends the same."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class EventDelivery(Base):
    """One event on its way to one address."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        Index("ix_event_deliveries_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("outgoing_events.id"))
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("event_endpoints.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, delivered, given_up."""
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Since when it is tried: of one that is sent again by hand, since then."""
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    status: Mapped[int | None]
    """Of the last answer."""
    problem: Mapped[str | None] = mapped_column(String(24))
    """Of the last attempt: status, unreachable, timeout, private_address."""
    delivered_at: Mapped[datetime | None]

    event: Mapped[OutgoingEvent] = relationship(lazy="joined")
    endpoint: Mapped[EventEndpoint] = relationship(lazy="joined")
