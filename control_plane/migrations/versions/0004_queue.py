"""operations wait their turn, can be stopped, and are looked for

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("operations", sa.Column("canceled_by", sa.String(length=254), nullable=True))
    op.create_index("ix_operations_queue", "operations", ["tenant_id", "state", "created_at"])
    op.create_index("ix_operations_history", "operations", ["created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_operations_history", "operations")
    op.drop_index("ix_operations_queue", "operations")
    with op.batch_alter_table("operations") as batch:
        batch.drop_column("canceled_by")
