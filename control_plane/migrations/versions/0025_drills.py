"""backups know when they were last restored, and what that showed

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    with op.batch_alter_table("backups") as batch:
        batch.add_column(sa.Column("proven_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("proof", sa.JSON(), nullable=True))
        batch.create_index("ix_backups_proven", ["tenant_id", "proven_at"])


def downgrade() -> None:
    with op.batch_alter_table("backups") as batch:
        batch.drop_index("ix_backups_proven")
        batch.drop_column("proof")
        batch.drop_column("proven_at")
