"""alarms are acknowledged, and told to operators by e-mail

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    with op.batch_alter_table("alarms") as batch:
        batch.add_column(sa.Column("acknowledged_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("acknowledged_by", sa.String(length=254), nullable=True))
        batch.add_column(sa.Column("acknowledged_as", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("note", sa.String(length=300), nullable=True))
    op.create_index("ix_alarms_unacknowledged", "alarms", ["cleared_at", "acknowledged_at", "severity"])
    with op.batch_alter_table("operators") as batch:
        batch.add_column(sa.Column("alarm_mail", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("alarm_mailed_at", sa.DateTime(), nullable=True))
    op.create_table(
        "alarm_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), sa.ForeignKey("alarms.id"), nullable=False),
        sa.Column("operator_id", sa.Integer(), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("over_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("alarm_id", "operator_id"),
    )
    op.create_index("ix_alarm_notices_operator", "alarm_notices", ["operator_id", "over_at"])


def downgrade() -> None:
    op.drop_table("alarm_notices")
    with op.batch_alter_table("operators") as batch:
        batch.drop_column("alarm_mailed_at")
        batch.drop_column("alarm_mail")
    op.drop_index("ix_alarms_unacknowledged", "alarms")
    with op.batch_alter_table("alarms") as batch:
        for name in ("note", "acknowledged_as", "acknowledged_by", "acknowledged_at"):
            batch.drop_column(name)
