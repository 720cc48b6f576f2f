"""waiting: since when the customer waits for a person, and when they came into the queue where they do

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("queued_at", mysql.DATETIME(fsp=6), nullable=True))
    op.execute("UPDATE conversations SET queued_at = waiting_since WHERE status = 'waiting'")
    op.execute(
        "UPDATE conversations SET waiting_since ="
        " CASE WHEN answered_at IS NULL THEN people_since ELSE last_customer_message_at END"
        " WHERE status = 'open' AND awaiting_customer_since IS NULL"
    )


def downgrade() -> None:
    op.execute("UPDATE conversations SET waiting_since = queued_at")
    op.drop_column("conversations", "queued_at")
