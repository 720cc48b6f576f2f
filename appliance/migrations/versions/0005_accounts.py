"""accounts: second factor, invitations, API tokens, sign-in history

Revision ID: 0005
Revises: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"

TABLE: Any = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
MOMENT = mysql.DATETIME(fsp=6)


def upgrade() -> None:
    op.alter_column("users", "password_hash", existing_type=sa.String(200), nullable=True)
    op.add_column("users", sa.Column("second_factor_at", MOMENT, nullable=True))
    op.add_column("sign_ins", sa.Column("address", sa.String(length=45), nullable=True))
    op.add_column("sign_ins", sa.Column("agent", sa.String(length=200), nullable=True))
    _attempts()
    _links_and_mails()
    _second_factors()
    _api_tokens()


def _of_a_person() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE")


def _attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=True),
        _of_a_person(),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index("ix_sign_in_attempts_user", "sign_in_attempts", ["user_id", "id"])
    op.create_index(op.f("ix_sign_in_attempts_at"), "sign_in_attempts", ["at"])


def _links_and_mails() -> None:
    op.create_table(
        "account_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _of_a_person(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
        **TABLE,
    )
    op.create_index(op.f("ix_account_links_user_id"), "account_links", ["user_id"])
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", MOMENT, nullable=False),
        sa.Column("error", sa.String(length=24), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        _of_a_person(),
        sa.ForeignKeyConstraint(["link_id"], ["account_links.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_mails_user_id"), "mails", ["user_id"])
    op.create_index(op.f("ix_mails_link_id"), "mails", ["link_id"])
    op.create_index("ix_mails_due", "mails", ["status", "retry_at"])


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=160), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_salt", sa.String(length=32), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        _of_a_person(),
        sa.PrimaryKeyConstraint("user_id"),
        **TABLE,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _of_a_person(),
        sa.PrimaryKeyConstraint("id"),
        **TABLE,
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"])


def _api_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("last_address", sa.String(length=45), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        _of_a_person(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
        **TABLE,
    )
    op.create_index(op.f("ix_api_tokens_user_id"), "api_tokens", ["user_id"])


def downgrade() -> None:
    for table in (
        "api_tokens",
        "recovery_codes",
        "second_factors",
        "mails",
        "account_links",
        "sign_in_attempts",
    ):
        op.drop_table(table)
    op.drop_column("sign_ins", "agent")
    op.drop_column("sign_ins", "address")
    op.drop_column("users", "second_factor_at")
    op.execute("UPDATE users SET password_hash = '!' WHERE password_hash IS NULL")
    op.alter_column("users", "password_hash", existing_type=sa.String(200), nullable=False)
