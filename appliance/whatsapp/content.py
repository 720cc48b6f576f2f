"""What a person reads of an inbound message: its text, or a labelled placeholder. Never fails.

Types: Meta, webhooks/reference/messages. The raw object is stored beside it, so nothing is lost.
"""

from collections.abc import Callable
from typing import Any

CONTENT_LIMIT = 16_000
"""Characters; the column takes 65,535 bytes, and one character may be four."""

_LABELS = {
    "image": "Imagem",
    "video": "Vídeo",
    "audio": "Áudio",
    "voice": "Áudio",
    "document": "Documento",
    "sticker": "Figurinha",
    "location": "Localização",
    "contacts": "Contato",
    "reaction": "Reação",
    "interactive": "Resposta",
    "button": "Resposta",
    "order": "Pedido",
    "system": "Aviso do WhatsApp",
    "edit": "Mensagem editada",
    "revoke": "Mensagem apagada",
    "unsupported": "Mensagem que o WhatsApp não entrega a empresas",
}


def readable_content(kind: str, raw: Any) -> str:
    """The text of a message of type `kind`; for what has none, a label in brackets."""
    reader = _READERS.get(kind)
    part = raw.get(kind) if isinstance(raw, dict) else None
    text = reader(part) if reader else ""
    if len(text) > CONTENT_LIMIT:
        return text[: CONTENT_LIMIT - 1] + "…"
    return text or f"[{_LABELS.get(kind, f'Mensagem do tipo {kind[:24]}')}]"


def _field(name: str) -> Callable[[Any], str]:
    def read(part: Any) -> str:
        return _text(_get(part, name))

    return read


def _document(part: Any) -> str:
    return _text(_get(part, "caption")) or _text(_get(part, "filename"))


def _interactive(part: Any) -> str:
    for reply in ("button_reply", "list_reply"):
        title = _text(_get(_get(part, reply), "title"))
        if title:
            return title
    return _text(_get(_get(part, "nfm_reply"), "body"))


def _location(part: Any) -> str:
    place = [_text(_get(part, key)) for key in ("name", "address")]
    point = [_get(part, key) for key in ("latitude", "longitude")]
    if all(isinstance(number, int | float) for number in point):
        place.append(f"{point[0]}, {point[1]}")
    return " · ".join(word for word in place if word)


def _contacts(part: Any) -> str:
    cards = []
    for card in part if isinstance(part, list) else []:
        name = _text(_get(_get(card, "name"), "formatted_name"))
        phones = _get(card, "phones")
        numbers = [_text(_get(phone, "phone")) for phone in phones] if isinstance(phones, list) else []
        cards.append(" ".join(word for word in [name, *numbers] if word))
    return " · ".join(card for card in cards if card)


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_READERS: dict[str, Callable[[Any], str]] = {
    "text": _field("body"),
    "image": _field("caption"),
    "video": _field("caption"),
    "document": _document,
    "location": _location,
    "contacts": _contacts,
    "reaction": _field("emoji"),
    "interactive": _interactive,
    "button": _field("text"),
    "order": _field("text"),
    "system": _field("body"),
}
