"""plans: what tenants may take; those that there are have the standard one, which is what they had

Revision ID: 0017
Revises: 0016
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_STANDARD = {
    "memory": 1152,
    "memory_reserved": 368,
    "cpus": 3.5,
    "cpus_reserved": 0.04,
    "disk_reserved": 2048,
    **dict.fromkeys(("users", "messages", "ai_answers", "storage", "suspend_after_days")),
}


def upgrade() -> None:
    plans = op.create_table(
        "plans",
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    standard = {"slug": "standard", "name": "Standard", "limits": _STANDARD}
    op.bulk_insert(plans, [{**standard, "created_at": now, "changed_at": now}])


def downgrade() -> None:
    op.drop_table("plans")
