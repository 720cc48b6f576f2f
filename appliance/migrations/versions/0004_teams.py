"""queues and their people, roles that can be changed, the audit

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}

ATENDENTE = [
    "contact.read",
    "contact.write",
    "conversation.read",
    "conversation.see_queue",
    "conversation.write",
    "message.read",
    "message.send",
    "self",
    "template.read",
    "user.read",
]
GERENTE = sorted(
    [
        *ATENDENTE,
        "automation.manage",
        "canned.manage",
        "board.read",
        "close_reason.manage",
        "contact.merge",
        "conversation.assign",
        "conversation.see_all",
        "hours.manage",
        "label.manage",
        "queue.manage",
        "report.read",
        "template.manage",
        "view.share",
    ]
)
ADMIN: list[str] = []
"""It holds everything, whatever its row says."""


def upgrade() -> None:
    roles = op.create_table(
        "roles",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("is_builtin", sa.Boolean(), nullable=False),
        sa.Column("requires_two_factor", sa.Boolean(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        **TABLE,
    )
    now = sa.func.utc_timestamp(6)
    for key, permissions in (("admin", ADMIN), ("gerente", GERENTE), ("atendente", ATENDENTE)):
        op.execute(
            sa.insert(roles).values(
                key=key, permissions=permissions, is_builtin=True, requires_two_factor=False, created_at=now
            )
        )
    _role_length(16, 32)
    op.create_foreign_key("fk_users_role", "users", "roles", ["role"], ["key"])
    _queues()
    _audit()


def _role_length(before: int, after: int) -> None:
    op.alter_column(
        "users", "role", existing_type=sa.String(before), type_=sa.String(after), existing_nullable=False
    )


def _queues() -> None:
    op.create_table(
        "queues",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
        **TABLE,
    )
    op.create_table(
        "queue_members",
        sa.Column("queue_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("queue_id", "user_id"),
        **TABLE,
    )
    op.create_index(op.f("ix_queue_members_user_id"), "queue_members", ["user_id"])
    op.create_foreign_key("fk_conversations_queue", "conversations", "queues", ["queue_id"], ["id"])


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("user_name", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"])
    op.create_index("ix_audit_entries_user", "audit_entries", ["user_id", "id"])
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject_kind", "subject_id", "id"])


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.drop_constraint("fk_conversations_queue", "conversations", type_="foreignkey")
    op.drop_table("queue_members")
    op.drop_table("queues")
    op.drop_constraint("fk_users_role", "users", type_="foreignkey")
    _role_length(32, 16)
    op.drop_table("roles")
