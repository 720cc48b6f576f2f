"""why and by whom a conversation was closed

Revision ID: 0008
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0008"
down_revision = "0007"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
KEYS = {
    "closed_by_id": ("fk_conversations_closed_by", "users"),
    "close_reason_id": ("fk_conversations_close_reason", "close_reasons"),
}


def upgrade() -> None:
    op.create_table(
        "close_reasons",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
        **TABLE,
    )
    for column, (name, table) in KEYS.items():
        op.add_column("conversations", sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(name, "conversations", table, [column], ["id"])
    op.add_column("conversations", sa.Column("close_note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "close_note")
    for column, (name, _table) in KEYS.items():
        op.drop_constraint(name, "conversations", type_="foreignkey")
        op.drop_column("conversations", column)
    op.drop_table("close_reasons")
