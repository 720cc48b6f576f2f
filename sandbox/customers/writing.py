"""A customer writes: the message enters the chat, opens the window and leaves as a webhook at once."""

from functools import partial
from typing import Any

from sandbox.chats import INBOUND, Chats, Message
from sandbox.customers.changes import changed_identity, edited, revoked
from sandbox.customers.content import content_of
from sandbox.customers.directory import Directory, contact_of
from sandbox.customers.dressing import dressed
from sandbox.customers.field_types import INBOUND as FIELDS
from sandbox.customers.field_types import typed
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
HIDDEN_KINDS = ("edit", "revoke", "system")
"""What changes other messages, or the customer, and is no message in a chat."""


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

        Optional: reply_to (a wamid) and what dressing.py knows. Raises SandboxError, WrongType, UnknownThing.
        """
        wanted = typed(wanted, FIELDS)
        number = self._registry.number(str(wanted.get("phone_number_id", "")))
        if not wanted.get("wa_id"):
            raise SandboxError("wa_id says which customer writes")
        customer = self._directory.find(str(wanted["wa_id"])) or self._directory.add(
            wanted.get("name", ""), str(wanted["wa_id"])
        )
        kind = str(wanted.get("type", "text"))
        message = Message(
            wamid=new_wamid(customer.wa_id),
            phone_number_id=number.phone_number_id,
            wa_id=customer.wa_id,
            direction=INBOUND,
            type=kind,
            content=self._content(kind, wanted, number, customer),
            timestamp=float(wanted.get("timestamp") or self._timeline.now()),
            status="sent",
            reply_to=wanted.get("reply_to") or None,
            forwarded=bool(wanted.get("forwarded") or wanted.get("frequently_forwarded")),
        )
        values = self._values(number, customer, message, wanted)
        if kind not in HIDDEN_KINDS:
            self._chats.add(message)
            self._windows.customer_wrote(number.phone_number_id, customer.wa_id, message.timestamp)
        if wanted.get("referral"):
            self._windows.customer_entered(number.phone_number_id, customer.wa_id)
        told = partial(self._chats.advance, message, "delivered") if kind not in HIDDEN_KINDS else None
        self._webhooks.publish(Update(number, values, f"message {kind}", told))
        return message

    def _content(self, kind: str, wanted: Json, number: Number, customer: Customer) -> Any:
        if "payload" not in wanted:
            if kind == "edit":
                return edited(wanted, customer, self._chats)
            if kind == "revoke":
                return revoked(wanted, customer, self._chats)
            if kind == "system":
                return changed_identity(wanted, customer, self._directory, self._chats)
        return content_of(kind, wanted, number.phone_number_id, self._media)

    def _values(self, number: Number, customer: Customer, message: Message, wanted: Json) -> Json:
        payload: Json = {} if customer.hides_number else {"from": customer.wa_id}
        payload |= {
            "from_user_id": customer.user_id,
            "id": message.wamid,
            "timestamp": str(int(message.timestamp)),
            "type": message.type,
        }
        if message.content is not None:
            payload[message.type] = message.content
        if message.reply_to:
            quoted = self._chats.find(message.reply_to)
            author = customer.wa_id if quoted.direction == INBOUND else number.display_phone_number
            payload["context"] = {"from": author, "id": quoted.wamid}
        dressed(payload, wanted)
        # A system message has no contacts.
        contacts = {} if message.type == "system" else {"contacts": [contact_of(customer)]}
        return contacts | {"messages": [payload]}
