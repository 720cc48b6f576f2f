"""every kind of message: changes of messages, files, merged contacts, notices of the account

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.add_column("messages", sa.Column("record", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("messages", sa.Column("reactions", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("messages", sa.Column("edited_at", mysql.DATETIME(fsp=6), nullable=True))
    op.add_column("messages", sa.Column("revoked_at", mysql.DATETIME(fsp=6), nullable=True))
    op.add_column("contacts", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("contacts", sa.Column("phonebook_name", sa.String(length=160), nullable=True))
    for column in ("phonebook_said_at", "marketing_stopped_at", "marketing_said_at"):
        op.add_column("contacts", sa.Column(column, mysql.DATETIME(fsp=6), nullable=True))
    op.create_foreign_key("fk_contacts_merged_into", "contacts", "contacts", ["merged_into_id"], ["id"])
    _message_changes()
    _media()
    _contact_merges()
    _account_notices()


def _message_changes() -> None:
    op.create_table(
        "message_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("target_whatsapp_message_id", sa.String(length=255), nullable=False),
        sa.Column("whatsapp_message_id", sa.String(length=255), nullable=True),
        sa.Column("emoji", sa.String(length=64), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sent_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("whatsapp_message_id"),
        **TABLE,
    )
    op.create_index(
        op.f("ix_message_changes_target_whatsapp_message_id"),
        "message_changes",
        ["target_whatsapp_message_id"],
        unique=False,
    )


def _media() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("whatsapp_media_id", sa.String(length=128), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("declared_type", sa.String(length=128), nullable=True),
        sa.Column("declared_sha256", sa.String(length=64), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("is_voice", sa.Boolean(), nullable=False),
        sa.Column("is_animated", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("lease_until", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_type", sa.String(length=128), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=True),
        sa.Column("thumbnail_path", sa.String(length=120), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("stored_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
        **TABLE,
    )
    op.create_index("ix_media_state", "media", ["state", "retry_at"], unique=False)


def _contact_merges() -> None:
    op.create_table(
        "contact_merges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("undone_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["merged_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_contact_merges_kept_id"), "contact_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_contact_merges_merged_id"), "contact_merges", ["merged_id"], unique=False)


def _account_notices() -> None:
    op.create_table(
        "account_notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=True),
        sa.Column("severity", sa.String(length=12), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("occurred_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("seen_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("seen_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["seen_by_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        **TABLE,
    )
    op.create_index("ix_account_notices_seen", "account_notices", ["seen_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("account_notices")
    op.drop_table("contact_merges")
    op.drop_table("media")
    op.drop_table("message_changes")
    op.drop_constraint("fk_contacts_merged_into", "contacts", type_="foreignkey")
    for column in ("marketing_said_at", "marketing_stopped_at", "phonebook_said_at", "phonebook_name"):
        op.drop_column("contacts", column)
    op.drop_column("contacts", "merged_into_id")
    for column in ("revoked_at", "edited_at", "reactions", "record"):
        op.drop_column("messages", column)
