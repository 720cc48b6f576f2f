"""Conversations and messages as the API and the socket show them: plain JSON, one shape for both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now
from appliance.media.models import Media
from appliance.media.presenting import present_media
from appliance.service_levels.state import present_state
from appliance.whatsapp.own_reasons import WORKER_AWAY
from appliance.whatsapp.records import record_of

WINDOW = timedelta(hours=24)
"""Meta's customer service window: free text may be sent this long after the customer's last message."""
SILENT_FOR = timedelta(seconds=60)


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def window_expires_at(conversation: Conversation) -> datetime | None:
    """When free text may no longer be sent; None if the customer never wrote."""
    opened = conversation.last_customer_message_at
    return opened + WINDOW if opened else None


def present_contact(contact: Contact) -> dict[str, Any]:
    """`name` is what to call them: by hand, else as in the business's phone, else the profile's …"""
    names = (contact.name, contact.phonebook_name, contact.profile_name, contact.phone, contact.username)
    return {
        "id": contact.id,
        "name": next((name for name in names if name), ""),
        "profile_name": contact.profile_name,
        "phone": contact.phone,
        "wa_id": contact.wa_id,
        "username": contact.username,
    }


def present_message(message: Message, media: Media | None = None) -> dict[str, Any]:
    """The public message (design §6), with its file if it has one; Meta's raw object is not part of it."""
    metadata = _metadata(message, media)
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "sender_type": message.sender_type,
        "sender_user_id": message.sender_user_id,
        "message_type": message.message_type,
        "content": message.content,
        "media_url": metadata.get("media", {}).get("url"),
        "whatsapp_message_id": message.whatsapp_message_id,
        "client_key": message.client_key,
        "status": message.status,
        "error": message.error or _silence(message),
        "reply_to": message.reply_to_id,
        "sent_at": moment(message.sent_at),
        "scheduled_at": moment(message.scheduled_at),
        "created_at": moment(message.created_at),
        "metadata": metadata,
    }


def _silence(message: Message) -> dict[str, Any] | None:
    """A worker says why a message waits (whatsapp.overdue); where none has, none is there."""
    is_silent = message.status == "queued" and message.sent_at < utc_now() - SILENT_FOR
    return WORKER_AWAY.as_error() if is_silent else None


def _metadata(message: Message, media: Media | None) -> dict[str, Any]:
    """Its record and what was said about it since. Of a message taken back nothing else is shown."""
    metadata = dict(known_record(message))
    if message.revoked_at is not None:
        metadata = {key: metadata[key] for key in ("echo", "history") if key in metadata}
        metadata["revoked_at"] = moment(message.revoked_at)
    elif media is not None:
        metadata["media"] = metadata.get("media", {}) | present_media(media)
    elif "media" in metadata:  # no row was ever made for it
        metadata["media"] = {"state": "expired", **metadata["media"]}
    if message.edited_at is not None:
        metadata["edited_at"] = moment(message.edited_at)
    if message.reactions:
        metadata["reactions"] = message.reactions
    return metadata


def known_record(message: Message) -> dict[str, Any]:
    """Of messages stored before records were: made from what WhatsApp sent, if that is there."""
    if message.record is not None:
        return message.record
    return record_of(message.message_type, message.payload) if message.payload is not None else {}


def present_conversation(
    conversation: Conversation,
    last_message: Message | None,
    media: Media | None = None,
    labels: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The public conversation (design §6); the contact must be loaded. `media`: the last message's file,
    `labels`: as labels.queries.labels_of gives them.
    """
    return {
        "id": conversation.id,
        "protocol": conversation.protocol,
        "contact": present_contact(conversation.contact),
        "status": conversation.status,
        "queue_id": conversation.queue_id,
        "assigned_user_id": conversation.assigned_user_id,
        "is_bot_active": conversation.status == "bot",
        "needs_human_attention": conversation.needs_human_attention,
        "attention_reason": conversation.attention_reason,
        "window_expires_at": moment(window_expires_at(conversation)),
        "unread_count": conversation.unread_count,
        "last_message": present_message(last_message, media) if last_message else None,
        "last_message_at": moment(conversation.last_message_at),
        "labels": list(labels),
        "priority": conversation.priority,
        "snoozed_until": moment(conversation.snoozed_until),
        "waiting_since": moment(conversation.waiting_since if conversation.status == "waiting" else None),
        "queued_at": moment(conversation.queued_at),
        "offered_to_id": conversation.offered_to_id,
        "offer_expires_at": moment(conversation.offer_expires_at),
        "awaiting_customer_since": moment(conversation.awaiting_customer_since),
        "service_level": present_state(conversation),
        "created_at": moment(conversation.created_at),
        "closed_at": moment(conversation.closed_at),
        "closed_by_id": conversation.closed_by_id,
        "close_reason_id": conversation.close_reason_id,
        "close_note": conversation.close_note,
    }
