"""What a person reads of an inbound message: its text, or a labelled placeholder. Never fails.

Types: Meta, webhooks/reference/messages. The raw object is stored beside it, so nothing is lost.
"""

from collections.abc import Callable
from typing import Any

from appliance.media.storing import clean_filename
from appliance.whatsapp.cards import name_of, phones_of
from appliance.whatsapp.fields import get, items, number, text

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
    "call": "Ligação",
    "media_placeholder": "Arquivo do histórico",
    "request_welcome": "Abriu a conversa",
}
_CALL_PERMISSION = {"accept": "[Permitiu ligações]", "reject": "[Não permitiu ligações]"}

REVOKED = "[Mensagem apagada]"


def readable_content(kind: str, raw: Any) -> str:
    """The text of a message of type `kind`; for what has none, a label in brackets."""
    reader = _READERS.get(kind)
    words = reader(get(raw, kind)) if reader else ""
    if len(words) > CONTENT_LIMIT:
        return words[: CONTENT_LIMIT - 1] + "…"
    return words or f"[{_LABELS.get(kind, f'Mensagem do tipo {kind[:24]}')}]"


def _field(name: str) -> Callable[[Any], str]:
    def read(part: Any) -> str:
        return text(get(part, name)) or ""

    return read


def _document(part: Any) -> str:
    return text(get(part, "caption")) or clean_filename(get(part, "filename")) or ""


def _interactive(part: Any) -> str:
    for reply in ("button_reply", "list_reply"):
        title = text(get(part, reply, "title"))
        if title:
            return title
    response = text(get(part, "call_permission_reply", "response"))
    if response:
        return _CALL_PERMISSION.get(response, _CALL_PERMISSION["reject"])
    return text(get(part, "nfm_reply", "body")) or ""


def _location(part: Any) -> str:
    place = [text(get(part, key)) for key in ("name", "address")]
    point = [number(get(part, key)) for key in ("latitude", "longitude")]
    if None not in point:
        place.append(f"{point[0]}, {point[1]}")
    return " · ".join(word for word in place if word)


def _contacts(part: Any) -> str:
    cards = [" ".join(word for word in [name_of(card), *phones_of(card)] if word) for card in items(part)]
    return " · ".join(card for card in cards if card)


def _order(part: Any) -> str:
    written = text(get(part, "text"))
    if written:
        return written
    count = len(items(get(part, "product_items")))
    return f"[Pedido de {count} {'item' if count == 1 else 'itens'}]" if count else ""


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
    "order": _order,
    "system": _field("body"),
}
