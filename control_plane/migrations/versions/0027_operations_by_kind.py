"""operations of one kind are found without reading all: the canary's runs

Revision ID: 0027
Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_index("ix_operations_kind", "operations", ["kind", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_operations_kind", "operations")
