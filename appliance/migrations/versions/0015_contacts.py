"""contacts: fields of the client's own, consent; checks of the number

Revision ID: 0015
Revises: 0014
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0015"
down_revision = "0014"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
PURPOSES = (("service", "Atendimento"), ("marketing", "Marketing"))


def upgrade() -> None:
    op.add_column("contacts", sa.Column("email", sa.String(length=254), nullable=True))
    op.add_column("contacts", sa.Column("notes", sa.Text(), nullable=True))
    _fields()
    _consents()
    _channel()


def _fields() -> None:
    op.create_table(
        "contact_fields",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("options", sa.JSON(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        **TABLE,
    )
    op.create_table(
        "contact_values",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("field_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("changed_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["field_id"], ["contact_fields.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contact_id", "field_id"),
        **TABLE,
    )
    op.create_index(op.f("ix_contact_values_field_id"), "contact_values", ["field_id"])


def _consents() -> None:
    op.create_table(
        "consent_purposes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("archived_at", mysql.DATETIME(fsp=6), nullable=True),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        **TABLE,
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("said_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("created_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["purpose_id"], ["consent_purposes.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index("ix_consents_contact", "consents", ["contact_id", "id"])
    op.create_index(op.f("ix_consents_message_id"), "consents", ["message_id"])
    op.create_index(op.f("ix_consents_purpose_id"), "consents", ["purpose_id"])
    for key, name in PURPOSES:
        op.execute(
            "INSERT INTO consent_purposes (`key`, name, created_at)"  # noqa: S608 - two words of ours
            f" VALUES ('{key}', '{name}', UTC_TIMESTAMP(6))"
        )
    op.execute(
        "INSERT INTO consents (contact_id, purpose_id, state, way, said_at, created_at)"
        " SELECT contacts.id, consent_purposes.id, 'withdrawn', 'whatsapp', marketing_stopped_at,"
        " UTC_TIMESTAMP(6) FROM contacts JOIN consent_purposes ON consent_purposes.`key` = 'marketing'"
        " WHERE marketing_stopped_at IS NOT NULL"
    )


def _channel() -> None:
    op.create_table(
        "channel_checks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", mysql.DATETIME(fsp=6), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_channel_checks_checked_at"), "channel_checks", ["checked_at"])


def downgrade() -> None:
    op.drop_table("channel_checks")
    op.drop_table("consents")
    op.drop_table("consent_purposes")
    op.drop_table("contact_values")
    op.drop_table("contact_fields")
    op.drop_column("contacts", "notes")
    op.drop_column("contacts", "email")
