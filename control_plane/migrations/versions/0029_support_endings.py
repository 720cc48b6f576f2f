"""support accesses that are ended from the platform

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    with op.batch_alter_table("support_accesses") as table:
        table.add_column(sa.Column("end_asked_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("end_asked_by", sa.String(length=254), nullable=True))
        table.add_column(sa.Column("end_problem", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
    op.create_index("ix_support_accesses_ending", "support_accesses", ["ended_at", "end_asked_at"])


def downgrade() -> None:
    op.drop_index("ix_support_accesses_ending", "support_accesses")
    with op.batch_alter_table("support_accesses") as table:
        for name in ("ended_at", "end_problem", "end_asked_by", "end_asked_at"):
            table.drop_column(name)
