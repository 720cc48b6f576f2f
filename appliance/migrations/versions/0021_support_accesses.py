"""support: the platform's operators, who come for a while, and their role

Revision ID: 0021
Revises: 0017
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0021"
down_revision = "0017"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
MOMENT = mysql.DATETIME(fsp=6)

ROLE = "suporte"
PERMISSIONS = sorted(
    [
        "self",
        "automation.manage",
        "board.read",
        "brand.manage",
        "canned.manage",
        "close_reason.manage",
        "contact.read",
        "contact_field.manage",
        "conversation.read",
        "conversation.see_all",
        "delivery.inspect",
        "delivery.manage",
        "hours.manage",
        "label.manage",
        "message.read",
        "notice.inspect",
        "notice.manage",
        "queue.manage",
        "settings.manage",
        "template.manage",
        "template.read",
        "user.read",
    ]
)


def upgrade() -> None:
    op.create_table(
        "support_accesses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("access_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ending", sa.String(length=8), nullable=True),
        sa.Column("ended_by", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("access_id"),
        **TABLE,
    )
    op.create_index("ix_support_accesses_running", "support_accesses", ["ended_at", "until"])
    op.create_index("ix_support_accesses_user_id", "support_accesses", ["user_id"])
    op.add_column("sign_ins", sa.Column("support_access_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_sign_ins_support_access_id", "sign_ins", ["support_access_id"])
    op.create_foreign_key(
        "fk_sign_ins_support_access", "sign_ins", "support_accesses", ["support_access_id"], ["id"]
    )
    roles = sa.table(
        "roles",
        sa.column("key", sa.String),
        sa.column("permissions", sa.JSON),
        sa.column("is_builtin", sa.Boolean),
        sa.column("requires_two_factor", sa.Boolean),
        sa.column("created_at", MOMENT),
    )
    op.execute(
        sa.insert(roles).values(
            key=ROLE,
            permissions=PERMISSIONS,
            is_builtin=True,
            requires_two_factor=False,
            created_at=sa.func.utc_timestamp(6),
        )
    )


def downgrade() -> None:
    """Who came so stays named by what they did, as somebody who may nothing any more."""
    op.execute("UPDATE users SET role = 'atendente', is_active = 0 WHERE role = 'suporte'")
    op.execute("DELETE FROM roles WHERE `key` = 'suporte'")
    op.drop_constraint("fk_sign_ins_support_access", "sign_ins", type_="foreignkey")
    op.drop_index("ix_sign_ins_support_access_id", "sign_ins")
    op.drop_column("sign_ins", "support_access_id")
    op.drop_table("support_accesses")
