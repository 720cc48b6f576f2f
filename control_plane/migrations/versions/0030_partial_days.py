"""days that were counted before they were over

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    column: sa.Column[bool] = sa.Column("is_partial", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("tenant_usage", column)


def downgrade() -> None:
    with op.batch_alter_table("tenant_usage") as batch:
        batch.drop_column("is_partial")
