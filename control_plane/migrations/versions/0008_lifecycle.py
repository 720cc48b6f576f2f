"""tenants that are closed, kept for a while and deleted

Revision ID: 0008
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"

_MOMENTS = ("closed_at", "purge_at", "purged_at")


def upgrade() -> None:
    with op.batch_alter_table("tenants") as batch:
        batch.alter_column("slug", existing_type=sa.String(length=32), type_=sa.String(length=48))
        batch.add_column(sa.Column("closed_as", sa.String(length=16), nullable=True))
        for name in _MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("certificate", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tenants") as batch:
        for name in ("certificate", *reversed(_MOMENTS), "closed_as"):
            batch.drop_column(name)
        batch.alter_column("slug", existing_type=sa.String(length=48), type_=sa.String(length=32))
