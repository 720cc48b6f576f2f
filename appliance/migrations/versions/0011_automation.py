"""service levels, customers who fall silent, surveys, macros

Revision ID: 0011
Revises: 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0011"
down_revision = "0010"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
MOMENTS = (
    "people_since",
    "answered_at",
    "awaiting_customer_since",
    "response_due_at",
    "resolution_due_at",
    "sla_warn_at",
    "sla_due_at",
    "idle_warned_at",
)
INDEXES = {
    "ix_conversations_sla_due": ["sla_due_at"],
    "ix_conversations_sla_warn": ["sla_warn_at"],
    "ix_conversations_clocks": ["clocks_changed"],
    "ix_conversations_awaiting": ["status", "awaiting_customer_since"],
}


def upgrade() -> None:
    _conversations()
    _service_levels()
    _inactivity()
    _surveys()
    _macros()


def _conversations() -> None:
    for name in MOMENTS:
        op.add_column("conversations", sa.Column(name, mysql.DATETIME(fsp=6), nullable=True))
    for column in (
        sa.Column("clocks_changed", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("idle_warnings", sa.BigInteger(), nullable=False, server_default="0"),
    ):
        op.add_column("conversations", column)
    op.execute(
        "UPDATE conversations SET people_since = COALESCE(waiting_since, last_message_at),"
        " answered_at = CASE WHEN status = 'open' THEN last_message_at END"
        " WHERE status IN ('waiting', 'open')"
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "conversations", columns)


def _service_levels() -> None:
    op.create_table(
        "service_levels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("response_minutes", sa.BigInteger(), nullable=True),
        sa.Column("resolution_minutes", sa.BigInteger(), nullable=True),
        sa.Column("warn_percent", sa.BigInteger(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope"),
        **TABLE,
    )
    op.create_index(op.f("ix_service_levels_queue_id"), "service_levels", ["queue_id"])
    op.create_table(
        "service_clocks",
        sa.Column("conversation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("spent_seconds", sa.BigInteger(), nullable=False),
        sa.Column("running_since", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("response_told", sa.BigInteger(), nullable=False),
        sa.Column("resolution_told", sa.BigInteger(), nullable=False),
        sa.Column("tell_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id"),
        **TABLE,
    )
    op.create_index(op.f("ix_service_clocks_tell_at"), "service_clocks", ["tell_at"])


def _inactivity() -> None:
    op.create_table(
        "inactivity_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.BigInteger(), nullable=False),
        sa.Column("warn_after_minutes", sa.BigInteger(), nullable=False),
        sa.Column("warn_text", sa.Text(), nullable=False),
        sa.Column("most_warnings", sa.BigInteger(), nullable=False),
        sa.Column("close_after_minutes", sa.BigInteger(), nullable=False),
        sa.Column("close_text", sa.Text(), nullable=True),
        sa.Column("close_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("active_since", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["close_reason_id"], ["close_reasons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope"),
        **TABLE,
    )
    op.create_index(op.f("ix_inactivity_rules_queue_id"), "inactivity_rules", ["queue_id"])


def _surveys() -> None:
    op.create_table(
        "survey_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("comment_question", sa.Text(), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=True),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("every_days", sa.BigInteger(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope"),
        **TABLE,
    )
    op.create_index(op.f("ix_survey_rules_queue_id"), "survey_rules", ["queue_id"])
    op.create_table(
        "surveys",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("answered_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("followed_up_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id"),
        **TABLE,
    )
    op.create_index("ix_surveys_results", "surveys", ["kind", "answered_at"])
    op.create_index(op.f("ix_surveys_step"), "surveys", ["step"])
    op.create_index(op.f("ix_surveys_message_id"), "surveys", ["message_id"])


def _macros() -> None:
    op.create_table(
        "macros",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_macros_queue_id"), "macros", ["queue_id"])
    op.create_index(op.f("ix_macros_user_id"), "macros", ["user_id"])


def downgrade() -> None:
    for table in (
        "macros",
        "surveys",
        "survey_rules",
        "inactivity_rules",
        "service_clocks",
        "service_levels",
    ):
        op.drop_table(table)
    for name in INDEXES:
        op.drop_index(name, "conversations")
    for name in (*MOMENTS, "clocks_changed", "idle_warnings"):
        op.drop_column("conversations", name)
