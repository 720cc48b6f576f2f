"""What a business may send: the type of a message, and what stands beside it."""

from typing import Any

from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value, missing
from sandbox.graph.shapes.cards import CONTACTS
from sandbox.graph.shapes.fields import Check, pattern, shape, text
from sandbox.graph.shapes.interactive import check_interactive
from sandbox.graph.shapes.plain import LOCATION, REACTION, TEXT, media
from sandbox.templates.shape import check_template

Json = dict[str, Any]
_TYPES: dict[str, Check] = {
    "text": TEXT,
    **{kind: media(kind) for kind in ("image", "video", "audio", "document", "sticker")},
    "location": LOCATION,
    "contacts": CONTACTS,
    "reaction": REACTION,
    "interactive": check_interactive,
    "template": check_template,
}
TYPES = tuple(_TYPES)
_CONTEXT = shape({"message_id": pattern(r".{1,512}", "a message id")})
_BESIDE = (
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
)


def check_outgoing(body: Json) -> str:
    """Checks the body of a send call and returns its type; raises GraphError."""
    if body.get("messaging_product") != "whatsapp":
        raise invalid_parameter("The parameter messaging_product is required and must be 'whatsapp'.")
    if body.get("recipient_type", "individual") != "individual":
        raise invalid_value("recipient_type must be 'individual'.")
    kind = body.get("type", "text")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise GraphError(
            131051, "(#131051) Unsupported message type", details=f"Message type {kind!r} is not supported."
        )
    for name in body:
        if name not in (*_BESIDE, kind):
            raise invalid_parameter(f'Unexpected key "{name}".')
    if body.get(kind) is None:
        raise missing(kind)
    _check_beside(body, kind)
    _TYPES[kind](body[kind], kind)
    return kind


def _check_beside(body: Json, kind: str) -> None:
    for name, most in (("biz_opaque_callback_data", 512), ("recipient_identity_key_hash", 512)):
        text(most)(body.get(name, ""), name)
    if "context" not in body:
        return
    _CONTEXT(body["context"], "context")
    if kind == "reaction":
        raise invalid_parameter("A reaction cannot be a reply.")
