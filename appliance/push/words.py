"""What a push says, in the language of whoever reads it. No more of the customer than they chose to show."""

from dataclasses import dataclass
from typing import Any, Final

from appliance.brand.shown import Shown, picture_path
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import present_contact
from appliance.push.browsers import TEST
from appliance.push.choices import MESSAGE, NOTHING, TEXT

PREVIEW: Final = 120
OUR_ICON: Final = "/apple-touch-icon.png"
_OVERRIDES: Final = dict.fromkeys((0x202D, 0x202E))
"""As frontend/src/format/unseen.ts: they show letters in another order than they are written."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "pt-BR": {
        "message": "Nova mensagem de cliente",
        "offer": "Uma conversa foi oferecida a você",
        "transferred": "Uma conversa foi passada para você",
        "mention": "Mencionaram você em uma nota",
        "sla": "Um prazo de atendimento está acabando",
        "waiting": "Nova conversa na fila",
        "test": "As notificações funcionam neste navegador",
    },
    "en": {
        "message": "New message from a customer",
        "offer": "A conversation is offered to you",
        "transferred": "A conversation was given to you",
        "mention": "You were mentioned in a note",
        "sla": "A service deadline is running out",
        "waiting": "New conversation in the queue",
        "test": "Notifications work in this browser",
    },
    "es": {
        "message": "Nuevo mensaje de un cliente",
        "offer": "Le ofrecen una conversación",
        "transferred": "Le pasaron una conversación",
        "mention": "Le mencionaron en una nota",
        "sla": "Un plazo de atención se está acabando",
        "waiting": "Nueva conversación en la cola",
        "test": "Las notificaciones funcionan en este navegador",
    },
}


@dataclass(frozen=True)
class Said:
    """What is spoken of, and how much of it may be shown."""

    event: str
    shows: str
    locale: str
    conversation: Conversation | None = None
    message: Message | None = None


def payload(said: Said, brand: Shown) -> dict[str, Any]:
    """What the service worker reads (frontend/src/sw/notice.ts). The contact must be loaded."""
    words = _WORDS.get(said.locale, _WORDS["pt-BR"])[said.event]
    conversation = said.conversation
    shows_name = conversation is not None and said.shows != NOTHING
    name = present_contact(conversation.contact)["name"] if conversation and shows_name else ""
    text = _preview(said) if name else ""
    return {
        "event": said.event,
        "conversation_id": conversation.id if conversation else None,
        "title": name or words,
        "body": text or (words if name else brand.name),
        "icon": picture_path(brand.icon, "192") if brand.icon else OUR_ICON,
        "tag": f"conversation-{conversation.id}" if conversation else TEST,
    }


def _preview(said: Said) -> str:
    message = said.message
    is_shown = said.event == MESSAGE and said.shows == TEXT and message is not None
    if not is_shown or message is None or message.revoked_at is not None:
        return ""
    text = " ".join((message.content or "").translate(_OVERRIDES).split())
    return text if len(text) <= PREVIEW else f"{text[: PREVIEW - 1]}…"
