"""What a status says of the message's price. Source: Meta, webhooks/reference/messages/status and pricing."""

import hashlib
from typing import Any

from sandbox.chats import Message

Json = dict[str, Any]


def pricing_of(message: Message, *, is_free: bool) -> Json:
    """`is_free`: within a free entry point."""
    category = message.shown["category"].lower() if message.shown else "service"
    kind = "free_entry_point" if is_free else "regular"
    return {"billable": not is_free, "pricing_model": "PMP", "type": kind, "category": category}


def conversation_of(message: Message, free_until: float | None) -> Json:
    """Up to v23.0 with every message, each its own; later only within a free entry point."""
    category = message.shown["category"].lower() if message.shown else "service"
    name = message.wa_id if free_until else message.wamid
    answer: Json = {
        "id": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
        "origin": {"type": "referral_conversion" if free_until else category},
    }
    if free_until:
        answer["expiration_timestamp"] = str(int(free_until))
    return answer
