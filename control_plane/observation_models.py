"""What the runner saw of each tenant: the newest as a row for lists, the past as points for curves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now


class TenantObservation(Base):
    """The last look at a tenant that people are let into; of others there is no row."""

    __tablename__ = "tenant_observations"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    health: Mapped[str] = mapped_column(String(12))
    """One of fleet_terms.HEALTHS."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is not up, in words."""
    since: Mapped[datetime] = mapped_column(default=utc_now)
    """When its health became this."""
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    latency_ms: Mapped[int | None]
    """Of its answer through the edge."""
    measured_at: Mapped[datetime | None]
    """When what follows was last asked for: less often, since it costs more."""
    version: Mapped[str | None] = mapped_column(String(200))
    """The image that its web runs."""
    memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """In use by all its services, without what the kernel would give back."""
    memory_limit: Mapped[int | None] = mapped_column(BigInteger)
    cpu_milli: Mapped[int | None]
    """Thousandths of a core, on average since the look before."""
    disk_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """Of its database and media."""
    messages_today: Mapped[int | None]
    ai_today: Mapped[int | None]
    """Questions put to FILA-IA."""
    services: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{name, state, since, restarts, image, memory_bytes, cpu_milli, message, task, version}]."""
    figures: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """What its own /metrics says: [[name, labels, value]]."""


class TenantPoint(Base):
    """One point of a tenant's curves. `slot` is the moment divided by `grain`, both in seconds.

    In the order in which points come and go: a night's writing is one stretch of the file, and a tenant's
    curve is looked up slot by slot.
    """

    __tablename__ = "tenant_points"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's way

    grain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    up: Mapped[int]
    """Per cent of the looks."""
    latency_ms: Mapped[int | None]
    memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    cpu_milli: Mapped[int | None]
    disk_bytes: Mapped[int | None] = mapped_column(BigInteger)
    messages: Mapped[int | None]
    """Since the tenant's midnight; of a day: all of it."""
    ai: Mapped[int | None]


class LogTail(Base):
    """The last lines of a service's log while somebody reads them: asked for here, brought by the runner."""

    __tablename__ = "log_tails"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    service: Mapped[str] = mapped_column(String(24), primary_key=True)
    wanted_until: Mapped[datetime]
    """Whoever reads on puts it off; some time after it the row goes."""
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Masked, oldest first, each with its moment before it."""
    count: Mapped[int] = mapped_column(default=0)
    """How many lines there were, those included that are no longer kept: who has read so far knows where to
    go on."""
    last_at: Mapped[str] = mapped_column(String(40), default="")
    """The moment of the newest line, as the engine writes it."""
    read_at: Mapped[datetime | None]
    """When the engine was last asked."""
