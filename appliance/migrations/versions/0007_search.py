"""message search, lists and counters

Revision ID: 0007
Revises: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0007"
down_revision = "0006"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}

LISTS = {
    "ix_conversations_queue": ["queue_id", "last_message_at", "id"],
    "ix_conversations_owner": ["assigned_user_id", "last_message_at", "id"],
    "ix_conversations_owner_status": ["assigned_user_id", "status", "last_message_at", "id"],
    "ix_conversations_unread": ["unread_count"],
    "ix_conversations_attention": ["needs_human_attention", "last_message_at", "id"],
    "ix_conversations_counted": [
        "status",
        "queue_id",
        "assigned_user_id",
        "needs_human_attention",
        "snoozed_until",
        "contact_id",
    ],
}
"""What each list of conversations, and their counting, reads in order."""


def upgrade() -> None:
    op.create_table(
        "search_postings",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("places", mysql.MEDIUMBLOB(), nullable=False),
        sa.PrimaryKeyConstraint("block", "word"),
        **TABLE,
    )
    op.create_table(
        "search_blocks",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("due_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("block"),
        **TABLE,
    )
    op.create_index(op.f("ix_search_blocks_due_at"), "search_blocks", ["due_at"])
    op.create_table(
        "search_changed",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
        **TABLE,
    )
    op.create_table(
        "search_progress",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    for name, columns in LISTS.items():
        op.create_index(name, "conversations", columns)
    # beside these the database would intersect it with others, and sort
    op.drop_index("ix_conversations_assigned_user_id", "conversations")
    op.create_index(op.f("ix_contacts_is_synthetic"), "contacts", ["is_synthetic"])


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_is_synthetic"), "contacts")
    op.create_index("ix_conversations_assigned_user_id", "conversations", ["assigned_user_id"])
    for name in LISTS:
        op.drop_index(name, "conversations")
    for table in ("search_progress", "search_changed", "search_blocks", "search_postings"):
        op.drop_table(table)
