"""what was tried by itself on tenants that do not answer

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "healings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("rung", sa.String(length=12), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("over_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_healings_tenant", "healings", ["tenant_id", "started_at"])
    op.create_index("ix_healings_open", "healings", ["over_at", "tenant_id"])


def downgrade() -> None:
    op.drop_table("healings")
