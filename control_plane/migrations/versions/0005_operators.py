"""operators have roles; those there were are owners

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("operators") as batch:
        batch.add_column(sa.Column("role", sa.String(length=16), nullable=False, server_default="owner"))
    with op.batch_alter_table("operators") as batch:
        batch.alter_column("role", server_default=None)  # whoever is added has to be given one


def downgrade() -> None:
    with op.batch_alter_table("operators") as batch:
        batch.drop_column("role")
