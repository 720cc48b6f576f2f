"""Where Meta's OpenAPI file (business-messaging-api_v23.0.yaml) contradicts Meta's documentation or itself.

Data: each names the place under `components.schemas`, the value that belongs there, and why. Without these no
message at all would be valid (see CLOSED). `python -m bench.openapi` says which of them a request needed.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Correction:
    """`place`: keys and positions from the schema's name on. `value` replaces what is there; for a list with
    `adds`, it is added to it."""

    name: str
    place: tuple[str | int, ...]
    value: Any
    reason: str
    adds: bool = False


_BASE = "BaseMessageProperties"
_PROPERTIES = (_BASE, "properties")
_TEXT = {"type": "string"}

CLOSED = (
    "TextMessage",
    "AudioMessage",
    "DocumentMessage",
    "ImageMessage",
    "LocationMessage",
    "VideoMessage",
    "StickerMessage",
    "ReactionMessage",
    "InteractiveMessage",
    "ContactsMessage",
)
CLOSED_REASON = (
    "`additionalProperties: false` in one branch of `allOf` refuses the fields of the other branch, so no"
    " message could pass; meant is `unevaluatedProperties: false` on the whole"
)

CORRECTIONS: tuple[Correction, ...] = (
    Correction(
        "base required",
        (_BASE, "required"),
        ["messaging_product"],
        "recipient_type is individual and type is text unless told otherwise; `recipient` may replace `to`"
        " (Meta, messages/send-messages and business-scoped-user-ids)",
    ),
    Correction(
        "callback data",
        (*_PROPERTIES, "biz_opaque_callback_data"),
        {"type": "string", "maxLength": 512},
        "a property of every message (Meta, Messages reference)",
    ),
    Correction(
        "recipient",
        (*_PROPERTIES, "recipient"),
        _TEXT,
        "business-scoped user ids (Meta, business-scoped-user-ids, 2026)",
    ),
    Correction(
        "identity hash",
        (*_PROPERTIES, "recipient_identity_key_hash"),
        _TEXT,
        "identity check (Meta, Messages reference)",
    ),
    Correction(
        "latitude",
        ("LocationMessage", "allOf", 1, "properties", "location", "properties", "latitude", "type"),
        ["string", "number"],
        "the file's own example `Send Location Message` has numbers",
    ),
    Correction(
        "longitude",
        ("LocationMessage", "allOf", 1, "properties", "location", "properties", "longitude", "type"),
        ["string", "number"],
        "the file's own example `Send Location Message` has numbers",
    ),
    Correction(
        "number of contacts",
        ("ContactsMessage", "allOf", 1, "properties", "contacts", "maxItems"),
        257,
        "257 (Meta, Messages reference)",
    ),
    Correction(
        "kind of phone",
        ("PhoneObject", "properties", "type"),
        _TEXT,
        "free text: `CELL`, `MAIN`, `IPHONE` and `Mobile` are common in Meta's samples",
    ),
    Correction(
        "interactive kinds",
        ("InteractiveObject", "properties", "type", "enum"),
        ["cta_url", "location_request_message", "address_message"],
        "newer than the file (Meta, messages/interactive-cta-url-messages, location-request-messages)",
        adds=True,
    ),
    Correction(
        "length of a list's body",
        ("BodyObject", "properties", "text", "maxLength"),
        4096,
        "4,096 for lists (Meta, messages/interactive-list-messages)",
    ),
    Correction(
        "interactive actions",
        ("ActionObject", "oneOf"),
        [
            {
                "required": ["name", "parameters"],
                "properties": {
                    "name": {"enum": ["cta_url"]},
                    "parameters": {
                        "type": "object",
                        "required": ["display_text", "url"],
                        "properties": {"display_text": {"type": "string", "maxLength": 20}, "url": _TEXT},
                    },
                },
            },
            {"required": ["name"], "properties": {"name": {"enum": ["send_location"]}}},
            {
                "required": ["name", "parameters"],
                "properties": {"name": {"enum": ["address_message"]}, "parameters": {"type": "object"}},
            },
        ],
        "the actions of the newer kinds",
        adds=True,
    ),
    Correction(
        "language policy",
        ("LanguageObject", "required"),
        ["code"],
        "the file's own examples of templates have no policy",
    ),
    Correction(
        "index of a button",
        ("TemplateComponent", "properties", "index"),
        {"type": ["string", "integer"], "pattern": "^[0-9]$", "minimum": 0, "maximum": 9},
        "the pattern `^[2-6, 11-14]$` refuses the `0` and `1` of the file's own examples",
    ),
    Correction(
        "index of a template's button",
        ("ButtonComponent", "allOf", 1, "properties", "index"),
        {"type": ["string", "integer"], "pattern": "^[0-9]$", "minimum": 0, "maximum": 9},
        "the pattern `^[2-6, 11-14]$` refuses the `0` and `1` of the file's own examples",
    ),
    *(
        Correction(
            f"kinds of buttons in {place[0]}",
            place,
            ["copy_code", "flow", "voice_call", "mpm", "phone_number"],
            "newer kinds of buttons (Meta, templates/components)",
            adds=True,
        )
        for place in (
            ("TemplateComponent", "properties", "sub_type", "enum"),
            ("ButtonComponent", "allOf", 1, "properties", "sub_type", "enum"),
        )
    ),
    Correction(
        "kinds of parameters",
        ("ParameterObject", "properties", "type", "enum"),
        ["location"],
        "a header may be a place (Meta, templates/components)",
        adds=True,
    ),
    Correction(
        "kinds of button parameters",
        ("ButtonParameterObject", "properties", "type", "enum"),
        ["coupon_code", "action"],
        "copy code and flow buttons (Meta, templates/components)",
        adds=True,
    ),
    Correction(
        "length of a profile's description",
        ("WhatsAppBusinessProfileUpdateRequest", "properties", "description", "maxLength"),
        512,
        "512 (Meta, business-profiles)",
    ),
)
