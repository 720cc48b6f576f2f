"""What a customer can send: from a request of the phone page to a webhook's message of each type."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.customers.field_types import REPLY, typed
from sandbox.customers.media_content import MEDIA_KINDS, media_content
from sandbox.errors import SandboxError
from sandbox.graph.media_store import MediaStore

Json = dict[str, Any]
_REPLIES = ("button_reply", "list_reply", "nfm_reply", "call_permission_reply")


def content_of(kind: str, wanted: Json, phone_number_id: str, media: MediaStore) -> Any:
    """The object that stands under a message's type. `wanted["payload"]` is taken as it is.

    Raises SandboxError when the request lacks what the type needs, or the type needs a payload.
    """
    if "payload" in wanted:
        return wanted["payload"]
    if kind in MEDIA_KINDS:
        return media_content(kind, wanted, phone_number_id, media)
    if kind not in _MAKERS:
        raise SandboxError(f"type {kind!r} needs its webhook object in `payload`")
    return _MAKERS[kind](wanted)


def _text(wanted: Json) -> Json:
    body = wanted.get("text")
    if not isinstance(body, str) or not 0 < len(body) <= 4096:
        raise SandboxError("text must have 1 to 4096 characters")
    return {"body": body}


def _location(wanted: Json) -> Json:
    if "latitude" in wanted and "name" not in wanted:
        return {"latitude": wanted["latitude"], "longitude": wanted.get("longitude", 0)}
    return {
        "latitude": wanted.get("latitude", -23.561414),
        "longitude": wanted.get("longitude", -46.655881),
        "name": wanted.get("name", "MASP"),
        "address": wanted.get("address", "Av. Paulista, 1578 - Bela Vista, São Paulo - SP"),
    }


def _contacts(wanted: Json) -> list[Json]:
    if wanted.get("contacts"):
        return list(wanted["contacts"])
    name = {"formatted_name": "Oficina do Zé", "first_name": "Zé"}
    return [
        {"name": name, "phones": [{"phone": "+55 11 96543-2100", "wa_id": "5511965432100", "type": "CELL"}]}
    ]


def _reaction(wanted: Json) -> Json:
    if not wanted.get("message_id"):
        raise SandboxError("a reaction needs the message_id it is about")
    # An emoji that is absent takes the reaction back; `emoji: ""` does so too, as some clients send it.
    emoji = {"emoji": wanted["emoji"]} if wanted.get("emoji") is not None else {}
    return {"message_id": wanted["message_id"]} | emoji


def _interactive(wanted: Json) -> Json:
    reply = wanted.get("reply")
    if not isinstance(reply, dict) or reply.get("type") not in _REPLIES:
        raise SandboxError(f"interactive needs reply, whose type is one of {', '.join(_REPLIES)}")
    reply = typed(reply, REPLY, "reply.")
    kind = reply["type"]
    if kind == "nfm_reply":
        return {"type": kind, kind: _form(reply)}
    if kind == "call_permission_reply":
        answer = {"response": "accept", "is_permanent": False, "response_source": "user_action"}
        return {"type": kind, kind: answer | {key: reply[key] for key in answer if key in reply}}
    if not {"id", "title"} <= reply.keys():
        raise SandboxError("a reply has an id and a title")
    return {"type": kind, kind: {key: reply[key] for key in ("id", "title", "description") if reply.get(key)}}


def _form(reply: Json) -> Json:
    """`fields`: what was filled in; it arrives as a JSON text with the flow's token."""
    fields = {"flow_token": reply.get("flow_token", "unused")} | dict(reply.get("fields") or {})
    name = reply.get("name", "flow")
    return {"name": name, "body": reply.get("body", "Sent"), "response_json": json.dumps(fields)}


def _button(wanted: Json) -> Json:
    label = wanted.get("text", "")
    return {"payload": wanted.get("button_payload", label), "text": label}


def _order(wanted: Json) -> Json:
    items = wanted.get("product_items") or [
        {"product_retailer_id": "CAFE-500", "quantity": 2, "item_price": 32.9, "currency": "BRL"},
        {"product_retailer_id": "FILTRO-103", "quantity": 1, "item_price": 12.5, "currency": "BRL"},
    ]
    text = {"text": wanted["text"]} if wanted.get("text") else {}
    return {"catalog_id": wanted.get("catalog_id", "194836987003835"), "product_items": items} | text


def _unsupported(wanted: Json) -> Json:
    return {"type": wanted.get("unsupported_type", "poll_creation")}


def _nothing(_wanted: Json) -> None:
    """A type without an object of its own."""


_MAKERS: dict[str, Callable[[Json], Any]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "unsupported": _unsupported,
    "request_welcome": _nothing,
}
