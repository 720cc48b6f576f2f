"""What was said, per business number and customer; in memory only."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import UnknownThing
from sandbox.live import Live

INBOUND, OUTBOUND = "inbound", "outbound"
RANK = {"accepted": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5}


@dataclass
class Message:
    """`inbound`: the customer wrote it. Its status is what the author of the message sees."""

    wamid: str
    phone_number_id: str
    wa_id: str
    direction: str
    type: str
    content: Any
    timestamp: float
    status: str = "accepted"
    reply_to: str | None = None
    forwarded: bool = False
    callback_data: str | None = None
    reaches_phone: bool = True
    """False for a business's message that will fail: the customer never sees it."""
    error: dict[str, Any] | None = field(default=None)
    is_edited: bool = False
    is_revoked: bool = False
    version: int = 0
    """Rises with each change, so that a page can tell news from old news."""
    shown: dict[str, Any] | None = None
    """A template as the phone shows it: header, body, footer, buttons."""

    def as_json(self) -> dict[str, Any]:
        return {
            "wamid": self.wamid,
            "phone_number_id": self.phone_number_id,
            "wa_id": self.wa_id,
            "direction": self.direction,
            "type": self.type,
            "text": self.shown["body"] if self.shown else text_of(self.type, self.content),
            "content": self.content,
            "timestamp": self.timestamp,
            "status": self.status,
            "reply_to": self.reply_to,
            "forwarded": self.forwarded,
            "biz_opaque_callback_data": self.callback_data,
            "reaches_phone": self.reaches_phone,
            "error": self.error,
            "shown": self.shown,
            "is_edited": self.is_edited,
            "is_revoked": self.is_revoked,
            "version": self.version,
        }


class Chats:
    """Every change is also an event for the open phone pages."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._by_chat: dict[tuple[str, str], list[Message]] = defaultdict(list)
        self._by_wamid: dict[str, Message] = {}

    def add(self, message: Message) -> None:
        self._by_wamid[message.wamid] = message
        self._by_chat[message.phone_number_id, message.wa_id].append(message)
        self._live.publish("message", message.as_json())

    def of(self, phone_number_id: str, wa_id: str) -> list[Message]:
        """The chat, oldest first."""
        return list(self._by_chat.get((phone_number_id, wa_id), ()))

    def of_number(self, phone_number_id: str) -> list[Message]:
        """All chats of a business number, in the order things were said."""
        return [message for message in self._by_wamid.values() if message.phone_number_id == phone_number_id]

    def find(self, wamid: str) -> Message:
        """The message; raises UnknownThing."""
        try:
            return self._by_wamid[wamid]
        except KeyError:
            raise UnknownThing(f"no message {wamid}") from None

    def advance(self, message: Message, status: str, error: dict[str, Any] | None = None) -> bool:
        """Moves the status forward, never back; says whether it moved."""
        if RANK[status] <= RANK[message.status]:
            return False
        message.status, message.error = status, error
        self._tell(message)
        return True

    def change(self, message: Message, *, content: Any = None, is_revoked: bool = False) -> None:
        """Its author changed what it says, or took it back."""
        if content is not None:
            message.content, message.is_edited = content, True
        message.is_revoked |= is_revoked
        self._tell(message)

    def move(self, old_wa_id: str, new_wa_id: str) -> None:
        """A customer has another number: every chat of theirs goes on under it."""
        for number, wa_id in [chat for chat in self._by_chat if chat[1] == old_wa_id]:
            messages = self._by_chat.pop((number, wa_id))
            for message in messages:
                message.wa_id = new_wa_id
            self._by_chat[number, new_wa_id] = messages + self._by_chat[number, new_wa_id]

    def _tell(self, message: Message) -> None:
        message.version += 1
        self._live.publish("status", message.as_json())


def text_of(kind: str, content: Any) -> str:
    """The words of a message's content, empty when it has none."""
    if kind == "contacts":
        cards = content if isinstance(content, list) else ()
        return ", ".join(str(_part(card, "name").get("formatted_name", "")) for card in cards)
    named = content if isinstance(content, dict) else {}
    if kind == "reaction":
        return str(named.get("emoji", ""))
    if kind == "interactive":
        reply = _part(named, "button_reply") or _part(named, "list_reply")
        return str(reply.get("title") or _part(named, "body").get("text", ""))
    if kind == "template":
        return str(named.get("name", ""))
    return str(
        next((named[key] for key in ("body", "caption", "text", "filename", "name") if named.get(key)), "")
    )


def _part(given: Any, name: str) -> dict[str, Any]:
    """The object under `name`; empty where there is none: a `payload` is taken as it is."""
    part = given.get(name) if isinstance(given, dict) else None
    return part if isinstance(part, dict) else {}
