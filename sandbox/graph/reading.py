"""A business says that it saw a message, and perhaps that it is typing."""

from typing import Any

from sandbox.chats import INBOUND, Chats
from sandbox.errors import UnknownThing
from sandbox.graph.errors import invalid_value
from sandbox.graph.shapes.fields import one_of, shape, text
from sandbox.live import Live
from sandbox.seed_file import Number

Json = dict[str, Any]


READ = shape(
    {"messaging_product": one_of("whatsapp"), "status": one_of("read"), "message_id": text(512)},
    {"typing_indicator": shape({"type": one_of("text")})},
)


def mark_read(number: Number, body: Json, chats: Chats, live: Live) -> Json:
    """Marks the message and everything before it read; raises GraphError 131009 for one it never got."""
    READ(body, "messages")
    try:
        seen = chats.find(str(body.get("message_id", "")))
    except UnknownThing:
        raise invalid_value("message_id is not a message of this number.") from None
    if seen.phone_number_id != number.phone_number_id or seen.direction != INBOUND:
        raise invalid_value("message_id is not a message that this number received.")
    for message in chats.of(seen.phone_number_id, seen.wa_id):
        if message.direction == INBOUND and message.timestamp <= seen.timestamp:
            chats.advance(message, "read")
    if body.get("typing_indicator"):
        live.publish("typing", {"phone_number_id": seen.phone_number_id, "wa_id": seen.wa_id})
    return {"success": True}
