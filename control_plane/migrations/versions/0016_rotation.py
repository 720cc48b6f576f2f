"""credentials know their platform key and when they were proven; a place for what outlives that key

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("credentials") as batch:
        batch.add_column(sa.Column("key_id", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("proven_at", sa.DateTime(), nullable=True))
    op.create_table(
        "platform_secrets",
        sa.Column("name", sa.String(length=32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("platform_secrets")
    with op.batch_alter_table("credentials") as batch:
        batch.drop_column("proven_at")
        batch.drop_column("key_id")
