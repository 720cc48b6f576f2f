"""what the runner sees of each tenant, now and over time

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "tenant_observations",
        sa.Column("tenant_id", sa.String(length=36), sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("health", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("measured_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.String(length=200), nullable=True),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=True),
        sa.Column("memory_limit", sa.BigInteger(), nullable=True),
        sa.Column("cpu_milli", sa.Integer(), nullable=True),
        sa.Column("disk_bytes", sa.BigInteger(), nullable=True),
        sa.Column("messages_today", sa.Integer(), nullable=True),
        sa.Column("ai_today", sa.Integer(), nullable=True),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "tenant_points",
        sa.Column("grain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=True),
        sa.Column("cpu_milli", sa.Integer(), nullable=True),
        sa.Column("disk_bytes", sa.BigInteger(), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=True),
        sa.Column("ai", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("grain", "slot", "tenant_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_tails",
        sa.Column("tenant_id", sa.String(length=36), sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("service", sa.String(length=24), nullable=False),
        sa.Column("wanted_until", sa.DateTime(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "service"),
    )
    op.create_index("ix_backups_newest", "backups", ["tenant_id", "created_at"])
    op.create_index("ix_operations_newest", "operations", ["tenant_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_operations_newest", table_name="operations")
    op.drop_index("ix_backups_newest", table_name="backups")
    op.drop_table("log_tails")
    op.drop_table("tenant_points")
    op.drop_table("tenant_observations")
