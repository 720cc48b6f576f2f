"""Conversations and messages as the API and the socket show them: plain JSON, one shape for both."""

from datetime import datetime, timedelta
from typing import Any

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message

WINDOW = timedelta(hours=24)
"""Meta's customer service window: free text may be sent this long after the customer's last message."""


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def window_expires_at(conversation: Conversation) -> datetime | None:
    """When free text may no longer be sent; None if the customer never wrote."""
    opened = conversation.last_customer_message_at
    return opened + WINDOW if opened else None


def present_contact(contact: Contact) -> dict[str, Any]:
    """`name` is what to call them: the name set by hand, else the profile's, else the number."""
    return {
        "id": contact.id,
        "name": contact.name or contact.profile_name or contact.phone or contact.username or "",
        "profile_name": contact.profile_name,
        "phone": contact.phone,
        "wa_id": contact.wa_id,
        "username": contact.username,
    }


def present_message(message: Message) -> dict[str, Any]:
    """The public message (design §6); Meta's raw object is not part of it."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "sender_type": message.sender_type,
        "sender_user_id": message.sender_user_id,
        "message_type": message.message_type,
        "content": message.content,
        "media_url": None,
        "whatsapp_message_id": message.whatsapp_message_id,
        "client_key": message.client_key,
        "status": message.status,
        "error": message.error,
        "reply_to": message.reply_to_id,
        "sent_at": moment(message.sent_at),
        "created_at": moment(message.created_at),
        "metadata": {},
    }


def present_conversation(conversation: Conversation, last_message: Message | None) -> dict[str, Any]:
    """The public conversation (design §6); the contact must be loaded."""
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
        "last_message": present_message(last_message) if last_message else None,
        "last_message_at": moment(conversation.last_message_at),
        "labels": [],
        "priority": conversation.priority,
        "created_at": moment(conversation.created_at),
        "closed_at": moment(conversation.closed_at),
    }
