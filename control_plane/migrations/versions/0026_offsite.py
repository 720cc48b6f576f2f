"""when a backup was last found off site too

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("backups", sa.Column("offsite_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("backups", "offsite_at")
