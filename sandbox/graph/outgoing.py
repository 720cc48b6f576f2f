"""What a business may send: the fields each type must have and their limits.

Limits: Meta, "Messages" reference. Missing → 131008, wrong → 131009, too long → 100, unknown type → 131051.
"""

from typing import Any

from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value, missing
from sandbox.graph.interactive import check_interactive
from sandbox.templates.shape import check_shape

Json = dict[str, Any]

_MEDIA = ("image", "video", "audio", "document", "sticker")
_WITH_CAPTION = ("image", "video", "document")
TYPES = ("text", *_MEDIA, "location", "contacts", "reaction", "interactive", "template")


def check_outgoing(body: Json) -> str:
    """Checks the body of a send call and returns its type; raises GraphError."""
    if body.get("messaging_product") != "whatsapp":
        raise invalid_parameter("The parameter messaging_product is required and must be 'whatsapp'.")
    if body.get("recipient_type", "individual") != "individual":
        raise invalid_value("recipient_type must be 'individual'.")
    kind = body.get("type", "text")
    if kind not in TYPES:
        raise GraphError(
            131051, "(#131051) Unsupported message type", details=f"Message type {kind!r} is not supported."
        )
    content = body.get(kind)
    if content is None:
        raise missing(kind)
    _limit(body, "biz_opaque_callback_data", 512, "")
    _check_reply(body, kind)
    _check_content(kind, content)
    return str(kind)


def _check_reply(body: Json, kind: str) -> None:
    context = body.get("context")
    if context is None:
        return
    if not isinstance(context, dict) or not isinstance(context.get("message_id"), str):
        raise missing("context.message_id")
    if kind == "reaction":
        raise invalid_parameter("A reaction cannot be a reply.")


def _check_content(kind: str, content: Any) -> None:
    if kind == "contacts":
        _check_contacts(content)
        return
    if not isinstance(content, dict):
        raise invalid_value(f"{kind} must be an object.")
    if kind in _MEDIA:
        _check_media(kind, content)
    elif kind == "interactive":
        check_interactive(content)
    elif kind == "template":
        check_shape(content)
    else:
        for name in {
            "text": ("body",),
            "location": ("latitude", "longitude"),
            "reaction": ("message_id", "emoji"),
        }[kind]:
            if content.get(name) in (None, "") and name != "emoji":
                raise missing(f"{kind}.{name}")
        _limit(content, "body", 4096, f"{kind}.")


def _check_media(kind: str, content: Json) -> None:
    if bool(content.get("id")) == bool(content.get("link")):
        raise missing(f"{kind}.id or {kind}.link")
    if "caption" in content and kind not in _WITH_CAPTION:
        raise invalid_parameter(f"{kind} takes no caption.")
    _limit(content, "caption", 1024, f"{kind}.")


def _check_contacts(content: Any) -> None:
    if not isinstance(content, list) or not 0 < len(content) <= 257:
        raise invalid_value("contacts must be a list of 1 to 257.")
    for card in content:
        name = card.get("name") if isinstance(card, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise missing("contacts.name.formatted_name")


def _limit(content: Json, name: str, characters: int, prefix: str) -> None:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise invalid_value(f"{prefix}{name} must be text.")
    if len(value) > characters:
        raise invalid_parameter(f"Param {prefix}{name} must be at most {characters} characters long.")
