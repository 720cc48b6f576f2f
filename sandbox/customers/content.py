"""What a customer can send: from a request of the phone page to a webhook's message of each type."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.errors import SandboxError
from sandbox.graph.media_store import INBOUND_DAYS, MediaStore

Json = dict[str, Any]
_SAMPLES = Path(__file__).parent / "samples"
SAMPLES = {
    "image": ("foto.jpg", "image/jpeg"),
    "sticker": ("figurinha.webp", "image/webp"),
    "document": ("comprovante.pdf", "application/pdf"),
    "audio": ("voz.ogg", "audio/ogg; codecs=opus"),
}


def content_of(kind: str, wanted: Json, phone_number_id: str, media: MediaStore) -> Any:
    """The object that stands under a message's type. `wanted["payload"]` is taken as it is.

    Raises SandboxError when the request lacks what the type needs, or the type needs a payload.
    """
    if "payload" in wanted:
        return wanted["payload"]
    if kind in SAMPLES:
        return _sample(kind, wanted, phone_number_id, media)
    if kind not in _MAKERS:
        raise SandboxError(f"type {kind!r} needs its webhook object in `payload`")
    return _MAKERS[kind](wanted)


def _text(wanted: Json) -> Json:
    body = wanted.get("text")
    if not isinstance(body, str) or not 0 < len(body) <= 4096:
        raise SandboxError("text must have 1 to 4096 characters")
    return {"body": body}


def _location(wanted: Json) -> Json:
    return {
        "latitude": wanted.get("latitude", -23.561414),
        "longitude": wanted.get("longitude", -46.655881),
        "name": wanted.get("name", "MASP"),
        "address": wanted.get("address", "Av. Paulista, 1578 - Bela Vista, São Paulo - SP"),
    }


def _contacts(_wanted: Json) -> list[Json]:
    name = {"formatted_name": "Oficina do Zé", "first_name": "Zé"}
    return [
        {"name": name, "phones": [{"phone": "+55 11 96543-2100", "wa_id": "5511965432100", "type": "CELL"}]}
    ]


def _reaction(wanted: Json) -> Json:
    if not wanted.get("message_id"):
        raise SandboxError("a reaction needs the message_id it is about")
    # An emoji that is absent takes the reaction back.
    emoji = {"emoji": wanted["emoji"]} if wanted.get("emoji") else {}
    return {"message_id": wanted["message_id"]} | emoji


def _interactive(wanted: Json) -> Json:
    reply = wanted.get("reply")
    if not isinstance(reply, dict) or not {"type", "id", "title"} <= reply.keys():
        raise SandboxError("interactive needs reply: type (button_reply or list_reply), id and title")
    answer = {key: reply[key] for key in ("id", "title", "description") if reply.get(key)}
    return {"type": reply["type"], reply["type"]: answer}


def _button(wanted: Json) -> Json:
    label = wanted.get("text", "")
    return {"payload": wanted.get("button_payload", label), "text": label}


def _unsupported(wanted: Json) -> Json:
    return {"type": wanted.get("unsupported_type", "poll_creation")}


_MAKERS: dict[str, Callable[[Json], Any]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    "button": _button,
    "unsupported": _unsupported,
}


def _sample(kind: str, wanted: Json, phone_number_id: str, media: MediaStore) -> Json:
    filename, mime_type = SAMPLES[kind]
    stored = media.add(
        phone_number_id,
        mime_type,
        (_SAMPLES / filename).read_bytes(),
        filename=filename,
        days=INBOUND_DAYS,
    )
    content: Json = {"mime_type": mime_type, "sha256": stored.sha256_base64, "id": stored.id}
    if wanted.get("caption") and kind in ("image", "document"):
        content["caption"] = wanted["caption"]
    extra: dict[str, Json] = {
        "document": {"filename": filename},
        "audio": {"voice": True},
        "sticker": {"animated": False},
    }
    return content | extra.get(kind, {})
