"""Conversations, their messages and their notes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from appliance.closing.models import CloseReason
from appliance.contacts.models import Contact
from appliance.database import Base, utc_now
from appliance.queues.models import Queue

CONVERSATION_STATUSES = ("bot", "waiting", "open", "closed")
SENDER_TYPES = ("customer", "bot", "attendant", "system")


class Conversation(Base):
    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_status_activity", "status", "last_message_at", "id"),
        Index("ix_conversations_activity", "last_message_at", "id"),
        Index("ix_conversations_queue", "queue_id", "last_message_at", "id"),
        Index("ix_conversations_owner", "assigned_user_id", "last_message_at", "id"),
        Index("ix_conversations_owner_status", "assigned_user_id", "status", "last_message_at", "id"),
        Index("ix_conversations_unread", "unread_count"),
        Index("ix_conversations_attention", "needs_human_attention", "last_message_at", "id"),
        Index(
            "ix_conversations_counted",  # all that conversations.counters reads
            "status",
            "queue_id",
            "assigned_user_id",
            "needs_human_attention",
            "snoozed_until",
            "contact_id",
        ),
        Index("ix_conversations_waiting", "status", "queue_id", "waiting_since"),
        Index("ix_conversations_sla_due", "sla_due_at"),
        Index("ix_conversations_sla_warn", "sla_warn_at"),
        Index("ix_conversations_clocks", "clocks_changed"),
        Index("ix_conversations_awaiting", "status", "awaiting_customer_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(String(24), unique=True)
    """What the customer is told: date and number, e.g. 20261121-000042."""
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    open_contact_id: Mapped[int | None] = mapped_column(unique=True)
    """The contact's id until closed, then NULL: at most one live conversation per contact."""
    status: Mapped[str] = mapped_column(String(12), default="bot")
    version: Mapped[int] = mapped_column(default=1)
    """Ownership changes by compare-and-set on this number."""
    assigned_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey(Queue.id))
    """None: in no queue, where everybody works."""
    needs_human_attention: Mapped[bool] = mapped_column(default=False)
    attention_reason: Mapped[str | None] = mapped_column(String(40))
    """Why the bot gave up: ai_unavailable, ai_timeout, ai_fallback, ai_rate_limited, media …"""
    priority: Mapped[int] = mapped_column(default=0)
    """-1 low, 0 normal, 1 high, 2 urgent."""
    snoozed_until: Mapped[datetime | None] = mapped_column(index=True)
    """Set while it is put off (conversations.snoozing); until then no list of live ones shows it."""
    unread_count: Mapped[int] = mapped_column(default=0)
    last_customer_message_at: Mapped[datetime | None]
    """Opens the 24 h customer service window (Meta: messages/send-messages)."""
    last_message_id: Mapped[int | None]
    last_message_at: Mapped[datetime] = mapped_column(default=utc_now)
    waiting_since: Mapped[datetime | None]
    """Since when the customer waits for a person, whoever was to answer meanwhile; None once one has replied
    (conversations.turns), until the customer writes again."""
    queued_at: Mapped[datetime | None]
    """When it came into the queue where it waits now; None unless it waits."""
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    offer_expires_at: Mapped[datetime | None]
    """Who is asked to take it, and until when; None while nobody is."""
    people_since: Mapped[datetime | None]
    """Since when people are to answer it; None while only the bot has."""
    answered_at: Mapped[datetime | None]
    """When one of them first did, since then."""
    awaiting_customer_since: Mapped[datetime | None]
    """When one of ours last wrote; None while the customer waits for us (conversations.turns)."""
    clocks_changed: Mapped[bool] = mapped_column(default=False, server_default="0")
    """What its service level is counted from has changed: service_levels.clocks looks within a second."""
    response_due_at: Mapped[datetime | None]
    """Until when the first answer of a person is promised; None once given, or where none is promised."""
    resolution_due_at: Mapped[datetime | None]
    """Likewise its end; None also while we wait for the customer."""
    sla_warn_at: Mapped[datetime | None]
    """From when on it is at risk,"""
    sla_due_at: Mapped[datetime | None]
    """and from when on it is late: the earlier of the two."""
    idle_warnings: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the customer was asked whether they are still there,"""
    idle_warned_at: Mapped[datetime | None]
    """and when last: void once something of ours arrives after that (inactivity.steps)."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None while live, and where nobody closed it by hand."""
    close_reason_id: Mapped[int | None] = mapped_column(ForeignKey(CloseReason.id))
    close_note: Mapped[str | None] = mapped_column(Text)

    contact: Mapped[Contact] = relationship()


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_conversation", "conversation_id", "sent_at", "id"),
        Index("ix_messages_outbox", "status", "conversation_id", "claimed_at"),
        Index("ix_messages_created", "created_at"),  # what a day has used
        Index("ix_messages_scheduled", "scheduled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    sender_type: Mapped[str] = mapped_column(String(12))
    sender_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    message_type: Mapped[str] = mapped_column(String(24))
    """text, image … as WhatsApp names them; `note` for internal notes; unknown types keep their name."""
    content: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The message object as Meta sent it (inbound)."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the inbox renders of it beyond its text, by kind; public as `metadata`."""
    outgoing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What Meta is to be sent: {"type": t, t: {…}} without recipient, reply or callback data; NULL for text.
    {"guiche_media": id} stands where Meta's id of that file will."""
    lane: Mapped[str] = mapped_column(String(8), default="person", server_default="person")
    """person or bulk: what is sent to many waits for what is said to one."""
    scheduled_at: Mapped[datetime | None]
    """When it is to be sent, if not at once; kept afterwards."""
    reactions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """[{by: customer|business, emoji}] as they stand now; made anew from message_changes."""
    edited_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    whatsapp_message_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    client_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Chosen by the sender's browser: a double click is one message."""
    client_digest: Mapped[str | None] = mapped_column(String(32))
    """Of what was asked for under that key: asked for something else, the key is refused."""
    owner_version: Mapped[int | None]
    """The conversation's version when the bot wrote this; under any other version it is not sent."""
    reply_to_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(12))
    """scheduled, cancelled, queued, accepted, sent, delivered, read, played, failed, unknown; `received` for
    the customer's own."""
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    """Set while a worker holds it; a claim left hanging becomes `unknown`."""
    retry_at: Mapped[datetime | None]
    sent_at: Mapped[datetime]
    """When the sender sent it (Meta's timestamp for inbound); order in a conversation is (sent_at, id)."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class MessageChange(Base):
    """Something said about a message after it: a reaction, an edit, a revocation. Kept in whatever order it
    came, even before the message itself: what the message shows is made anew from all of them.
    """

    __tablename__ = "message_changes"
    __table_args__ = (Index("ix_message_changes_created", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """reaction, edit, revoke."""
    by: Mapped[str] = mapped_column(String(12))
    """customer or business."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    target_whatsapp_message_id: Mapped[str] = mapped_column(String(255), index=True)
    whatsapp_message_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    """Its own id at WhatsApp: a repeat is the same row."""
    emoji: Mapped[str | None] = mapped_column(String(64))
    """Of a reaction; None takes an earlier one away."""
    content: Mapped[str | None] = mapped_column(Text)
    """Of an edit: the new text."""
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sent_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
