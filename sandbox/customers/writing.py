"""A customer writes: the message enters the chat, opens the window and leaves as a webhook at once."""

from functools import partial
from typing import Any

from sandbox.chats import INBOUND, Chats, Message
from sandbox.customers.content import content_of
from sandbox.customers.directory import Directory, contact_of
from sandbox.errors import SandboxError
from sandbox.graph.media_store import MediaStore
from sandbox.graph.window import ServiceWindows
from sandbox.registry import Registry
from sandbox.seed_file import Customer, Number
from sandbox.timeline import Timeline
from sandbox.wamid import new_wamid
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.envelope import Update

Json = dict[str, Any]
_UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


class CustomerWriting:
    """What the phone page and `POST /sandbox/inbound` do when somebody presses send."""

    def __init__(
        self,
        *,
        registry: Registry,
        directory: Directory,
        chats: Chats,
        windows: ServiceWindows,
        media: MediaStore,
        webhooks: Webhooks,
        timeline: Timeline,
    ) -> None:
        self._registry = registry
        self._directory = directory
        self._chats = chats
        self._windows = windows
        self._media = media
        self._webhooks = webhooks
        self._timeline = timeline

    def write(self, wanted: Json) -> Message:
        """Sends `wanted` (phone_number_id, wa_id, type and what the type needs) as its customer.

        Optional: reply_to (a wamid), forwarded. Raises SandboxError, UnknownThing.
        """
        number = self._registry.number(str(wanted.get("phone_number_id", "")))
        if not wanted.get("wa_id"):
            raise SandboxError("wa_id says which customer writes")
        customer = self._directory.find(str(wanted["wa_id"])) or self._directory.add(
            str(wanted.get("name", "")), str(wanted["wa_id"])
        )
        kind = str(wanted.get("type", "text"))
        message = Message(
            wamid=new_wamid(customer.wa_id),
            phone_number_id=number.phone_number_id,
            wa_id=customer.wa_id,
            direction=INBOUND,
            type=kind,
            content=content_of(kind, wanted, number.phone_number_id, self._media),
            timestamp=self._timeline.now(),
            status="sent",
            reply_to=wanted.get("reply_to") or None,
            forwarded=bool(wanted.get("forwarded")),
        )
        payload = self._payload(number, customer, message)
        self._chats.add(message)
        self._windows.customer_wrote(number.phone_number_id, customer.wa_id)
        self._webhooks.publish(
            Update(
                number=number,
                values={"contacts": [contact_of(customer)], "messages": [payload]},
                summary=f"message {kind}",
                answered=partial(self._chats.advance, message, "delivered"),
            )
        )
        return message

    def _payload(self, number: Number, customer: Customer, message: Message) -> Json:
        payload: Json = {
            "from": customer.wa_id,
            "from_user_id": customer.user_id,
            "id": message.wamid,
            "timestamp": str(int(message.timestamp)),
            "type": message.type,
            message.type: message.content,
        }
        if message.type == "unsupported":
            payload["errors"] = [_UNSUPPORTED]
        if message.reply_to:
            quoted = self._chats.find(message.reply_to)
            author = customer.wa_id if quoted.direction == INBOUND else number.display_phone_number
            payload["context"] = {"from": author, "id": quoted.wamid}
        elif message.forwarded:
            payload["context"] = {"forwarded": True}
        return payload
