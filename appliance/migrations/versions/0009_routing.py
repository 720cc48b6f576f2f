"""offers of waiting conversations, and who is at their desk

Revision ID: 0009
Revises: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0009"
down_revision = "0008"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("expires_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index("ix_offers_conversation", "offers", ["conversation_id", "id"])
    op.create_index("ix_offers_user", "offers", ["user_id", "id"])
    op.create_index("ix_offers_open", "offers", ["outcome", "expires_at"])
    op.add_column("queues", sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "queues", sa.Column("routing", sa.String(length=12), nullable=False, server_default="manual")
    )
    op.add_column("queues", sa.Column("offer_seconds", sa.BigInteger(), nullable=False, server_default="60"))
    op.add_column("queues", sa.Column("return_minutes", sa.BigInteger(), nullable=True))
    op.add_column(
        "users", sa.Column("availability", sa.String(length=8), nullable=False, server_default="online")
    )
    op.add_column("users", sa.Column("pause_reason", sa.String(length=60), nullable=True))
    op.add_column("users", sa.Column("availability_since", mysql.DATETIME(fsp=6), nullable=True))
    op.add_column("users", sa.Column("capacity", sa.BigInteger(), nullable=True))
    _conversations()


def _conversations() -> None:
    op.add_column("conversations", sa.Column("waiting_since", mysql.DATETIME(fsp=6), nullable=True))
    op.add_column("conversations", sa.Column("offered_to_id", sa.BigInteger(), nullable=True))
    op.add_column("conversations", sa.Column("offer_expires_at", mysql.DATETIME(fsp=6), nullable=True))
    op.create_foreign_key("fk_conversations_offered_to", "conversations", "users", ["offered_to_id"], ["id"])
    op.create_index("ix_conversations_waiting", "conversations", ["status", "queue_id", "waiting_since"])
    op.execute("UPDATE conversations SET waiting_since = last_message_at WHERE status = 'waiting'")


def downgrade() -> None:
    op.drop_constraint("fk_conversations_offered_to", "conversations", type_="foreignkey")
    op.drop_index("ix_conversations_waiting", table_name="conversations")
    for column in ("offer_expires_at", "offered_to_id", "waiting_since"):
        op.drop_column("conversations", column)
    for column in ("capacity", "availability_since", "pause_reason", "availability"):
        op.drop_column("users", column)
    for column in ("return_minutes", "offer_seconds", "routing", "is_default"):
        op.drop_column("queues", column)
    op.drop_table("offers")
