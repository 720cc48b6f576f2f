"""What Meta delivered, before and beside what we made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.dialects.mysql import LONGBLOB
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base, utc_now


class WebhookDelivery(Base):
    """One signed body, stored before the 200. A repeat of the same bytes is the same row."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_state", "state", "lease_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the body, hexadecimal."""
    body: Mapped[bytes] = mapped_column(LONGBLOB)
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, done, malformed (authentic but not JSON we know), dead (gave up; an admin can read it),
    dismissed (an admin has)."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    processed_at: Mapped[datetime | None]


class PendingReceipt(Base):
    """A receipt that came before the message it speaks of; applied when the message gets its id."""

    __tablename__ = "pending_receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    whatsapp_message_id: Mapped[str] = mapped_column(String(255), index=True)
    callback_data: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(12))
    error_code: Mapped[int | None]
    error_title: Mapped[str | None] = mapped_column(String(300))
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AccountNotice(Base):
    """What Meta says about the number, the account or a template, outside any conversation."""

    __tablename__ = "account_notices"
    __table_args__ = (Index("ix_account_notices_seen", "seen_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of (WABA, field, value, time): a repeat is the same row."""
    field: Mapped[str] = mapped_column(String(64))
    """As Meta names it: phone_number_quality_update, account_update …"""
    event: Mapped[str | None] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(12))
    """info, warning, critical."""
    value: Mapped[Any] = mapped_column(JSON)
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SendingStop(Base):
    """Why nothing is sent: an error that every message would meet alike, until it passes or is mended."""

    __tablename__ = "sending_stops"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """As in meanings: credential, throttled."""
    code: Mapped[int | None]
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As a message's error."""
    since: Mapped[datetime] = mapped_column(default=utc_now)
    until: Mapped[datetime | None]
    """When it is tried again by itself; None: once somebody has mended it."""
    lifted_at: Mapped[datetime | None]
