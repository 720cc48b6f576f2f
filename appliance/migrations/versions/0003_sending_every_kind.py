"""sending every kind: what goes out and when, uploads, templates, stops of all sending

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
SAID_AT = ("address_said_at", "profile_name_said_at", "username_said_at")


def upgrade() -> None:
    op.add_column("messages", sa.Column("outgoing", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("messages", sa.Column("lane", sa.String(length=8), nullable=False, server_default="person"))
    op.add_column("messages", sa.Column("scheduled_at", mysql.DATETIME(fsp=6), nullable=True))
    op.add_column("messages", sa.Column("client_digest", sa.String(length=32), nullable=True))
    op.drop_index("ix_messages_outbox", table_name="messages")
    op.create_index("ix_messages_outbox", "messages", ["status", "conversation_id", "claimed_at"])
    op.create_index("ix_message_changes_created", "message_changes", ["created_at"])
    op.alter_column("media", "message_id", existing_type=sa.BigInteger(), nullable=True)
    op.add_column("media", sa.Column("uploaded_by_id", sa.BigInteger(), nullable=True))
    op.add_column("media", sa.Column("seconds", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_media_uploaded_by", "media", "users", ["uploaded_by_id"], ["id"])
    for column in SAID_AT:
        op.add_column("contacts", sa.Column(column, mysql.DATETIME(fsp=6), nullable=True))
    _uploads()
    _templates()
    _sending_stops()


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("phone_number_id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.String(length=128), nullable=False),
        sa.Column("whatsapp_media_id", sa.String(length=128), nullable=False),
        sa.Column("uploaded_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("phone_number_id", "sha256", "content_type", name="uq_uploads_file"),
        **TABLE,
    )


def _templates() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("whatsapp_template_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=512), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("parameter_format", sa.String(length=12), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("rejection", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("quality", sa.String(length=12), nullable=True),
        sa.Column("category_change", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("synced_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("updated_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("whatsapp_template_id"),
        sa.UniqueConstraint("name", "language", name="uq_templates_name"),
        **TABLE,
    )
    op.create_index("ix_templates_status", "templates", ["status", "updated_at"])


def _sending_stops() -> None:
    op.create_table(
        "sending_stops",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("since", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("until", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("lifted_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )


def downgrade() -> None:
    op.drop_table("sending_stops")
    op.drop_table("templates")
    op.drop_table("uploads")
    for column in SAID_AT:
        op.drop_column("contacts", column)
    op.drop_constraint("fk_media_uploaded_by", "media", type_="foreignkey")
    for column in ("seconds", "uploaded_by_id"):
        op.drop_column("media", column)
    op.execute("DELETE FROM media WHERE message_id IS NULL")
    op.alter_column("media", "message_id", existing_type=sa.BigInteger(), nullable=False)
    op.execute("DELETE FROM messages WHERE message_type = 'reaction' OR status IN ('scheduled', 'cancelled')")
    op.drop_index("ix_message_changes_created", table_name="message_changes")
    op.drop_index("ix_messages_outbox", table_name="messages")
    op.create_index("ix_messages_outbox", "messages", ["status", "claimed_at"])
    for column in ("client_digest", "scheduled_at", "lane", "outgoing"):
        op.drop_column("messages", column)
