"""What tenants may take: plans. A tenant's own is named in its configuration, with what it has beyond it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, String, Table, event, insert
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base, utc_now

STANDARD_PLAN = "standard"
STANDARD: Mapping[str, Any] = {
    "memory": 1152,
    "memory_reserved": 368,
    "cpus": 3.5,
    "cpus_reserved": 0.04,
    "disk_reserved": 2048,
}
"""What compose.tenant.yml says, with MySQL; memory and disk in MiB."""


class Plan(Base):
    __tablename__ = "plans"

    slug: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By name, as services/plan_limits.py has them; None: as much as comes."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)


@event.listens_for(Plan.__table__, "after_create")
def _add_standard(table: Table, connection: Connection, **_options: object) -> None:
    """Every platform has it; one that is migrated gets it from the migration."""
    connection.execute(insert(table).values(slug=STANDARD_PLAN, name="Standard", limits=dict(STANDARD)))
