"""usage: days that are over, counted once; what the AI's answers took

Revision ID: 0017
Revises: 0016
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0017"
down_revision = "0016"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
_INDEXES = (
    ("ix_messages_created", "messages", "created_at"),
    ("ix_messages_scheduled", "messages", "scheduled_at"),
    ("ix_ai_requests_finished", "ai_requests", "finished_at"),
)


def upgrade() -> None:
    op.create_table(
        "usage_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("closed_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("day"),
        **TABLE,
    )
    for name in ("tokens_in", "tokens_out"):
        op.add_column("ai_requests", sa.Column(name, sa.BigInteger(), nullable=True))
    for name, table, column in _INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    for name in ("tokens_out", "tokens_in"):
        op.drop_column("ai_requests", name)
    op.drop_table("usage_days")
