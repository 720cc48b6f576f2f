"""backups know their run, and whether the repository still holds it; operations, when they were resumed

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_NAMES = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
"""SQLite keeps none of a constraint."""


def upgrade() -> None:
    op.add_column("operations", sa.Column("resumed_at", sa.DateTime(), nullable=True))
    op.add_column("backups", sa.Column("run_id", sa.String(36), nullable=True))
    here: sa.Column[bool] = sa.Column("is_here", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("backups", here)
    op.execute("UPDATE backups SET run_id = operation_id")
    with op.batch_alter_table("backups", naming_convention=_NAMES) as batch:
        batch.alter_column("run_id", existing_type=sa.String(36), nullable=False)
        batch.drop_constraint(_unique_operation(), type_="unique")
        batch.create_unique_constraint("uq_backups_run_id", ["run_id"])
        batch.create_index("ix_backups_operation_id", ["operation_id"])


def downgrade() -> None:
    """Of an operation that made several backups the first is kept on record: there was no room for more."""
    op.execute("DELETE FROM backups WHERE run_id <> operation_id")
    with op.batch_alter_table("backups", naming_convention=_NAMES) as batch:
        batch.drop_index("ix_backups_operation_id")
        batch.drop_constraint("uq_backups_run_id", type_="unique")
        batch.create_unique_constraint("uq_backups_operation_id", ["operation_id"])
        batch.drop_column("is_here")
        batch.drop_column("run_id")
    op.drop_column("operations", "resumed_at")


def _unique_operation() -> str:
    """As the database calls it; where it has no name, as the convention does."""
    for each in sa.inspect(op.get_bind()).get_unique_constraints("backups"):
        if each["column_names"] == ["operation_id"] and each["name"]:
            return str(each["name"])
    return "uq_backups_operation_id"
