"""what is wrong now, and was

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=True),
        sa.Column("subject", sa.String(length=253), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alarms_open", "alarms", ["cleared_at", "tenant_id", "code"])
    op.create_index("ix_alarms_tenant", "alarms", ["tenant_id", "raised_at"])


def downgrade() -> None:
    op.drop_table("alarms")
