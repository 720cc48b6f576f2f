"""What Meta tells a business about a message it sent: sent, delivered, read, or failed."""

from functools import partial
from typing import Any

from sandbox.chats import OUTBOUND, RANK, Chats, Message
from sandbox.customers.directory import Directory, contact_of
from sandbox.faults import Faults
from sandbox.graph.charging import conversation_of, pricing_of
from sandbox.graph.errors import status_error
from sandbox.graph.window import ServiceWindows
from sandbox.registry import Registry
from sandbox.timeline import Timeline
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.envelope import Update

LATE_SECONDS, HELD_SECONDS = 30.0, 120.0


class Statuses:
    """Emits each status as a webhook and as a change of the message."""

    def __init__(
        self,
        *,
        registry: Registry,
        directory: Directory,
        chats: Chats,
        faults: Faults,
        webhooks: Webhooks,
        timeline: Timeline,
        windows: ServiceWindows,
        sent_after: float,
        delivered_after: float,
    ) -> None:
        self._registry = registry
        self._directory = directory
        self._chats = chats
        self._faults = faults
        self._webhooks = webhooks
        self._timeline = timeline
        self._windows = windows
        self._sent_after = sent_after
        self._delivered_after = delivered_after

    def follow(self, message: Message, *, is_held: bool = False) -> None:
        """Plans what an accepted message goes through by itself: sent, then delivered."""
        first = self._faults.strikes("graph", "statuses_first")
        steps = {"sent": self._sent_after, "delivered": self._delivered_after}
        if self._faults.strikes("graph", "statuses_shuffled"):
            steps = {"delivered": self._sent_after, "sent": self._delivered_after}
        # A reaction yields only `sent`.
        if self._faults.strikes("graph", "delivered_omitted") or message.type == "reaction":
            del steps["delivered"]
        wait = HELD_SECONDS if is_held else 0.0
        if self._faults.strikes("graph", "statuses_late"):
            wait += LATE_SECONDS
        for status, seconds in steps.items():
            if first:
                self.emit(message, status, wait=True)
            else:
                self._timeline.after(wait + seconds, partial(self.emit, message, status))

    def fail(self, message: Message, code: int) -> None:
        """Plans the `failed` of a message that was answered with 200."""
        self._timeline.after(self._sent_after, partial(self.emit, message, "failed", code=code))

    def read(self, phone_number_id: str, wa_id: str) -> int:
        """The customer looks at the chat: everything received is read. Returns how many were new."""
        unread = [
            message
            for message in self._chats.of(phone_number_id, wa_id)
            if message.direction == OUTBOUND
            and message.type != "reaction"
            and RANK[message.status] < RANK["read"]
        ]
        for message in unread:
            self.emit(message, "read")
        return len(unread)

    def emit(self, message: Message, status: str, *, code: int | None = None, wait: bool = False) -> None:
        """Tells the business; a `delivered` that the reading overtook is not told."""
        if status == "delivered" and RANK[message.status] >= RANK["read"]:
            return
        update = self._update(message, status, code)
        self._chats.advance(message, status, status_error(code) if code else None)
        self._webhooks.publish(update, wait=wait)
        if self._faults.strikes("graph", "statuses_duplicated"):
            self._webhooks.publish(update)

    def _update(self, message: Message, status: str, code: int | None) -> Update:
        customer = self._directory.find_or_add(message.wa_id)
        item: dict[str, Any] = {
            "id": message.wamid,
            "status": status,
            "timestamp": str(int(self._timeline.now())),
        } | ({} if customer.hides_number else {"recipient_id": customer.wa_id})
        item["recipient_user_id"] = customer.user_id
        if message.callback_data is not None:
            item["biz_opaque_callback_data"] = message.callback_data
        values: dict[str, list[Any]] = {"statuses": [item]}
        if self._tells_contact(code):
            values["contacts"] = [contact_of(customer)]
        if code is not None:
            item["errors"] = [status_error(code)]
        # Pricing comes with `sent` and with one of delivered and read.
        if status in ("sent", "delivered") or (status == "read" and RANK[message.status] < RANK["delivered"]):
            free_until = self._windows.free_until(message.phone_number_id, message.wa_id)
            item["pricing"] = pricing_of(message, is_free=free_until is not None)
            if free_until is not None or self._faults.value("graph", "conversation_v23"):
                item["conversation"] = conversation_of(message, free_until)
        return Update(self._registry.number(message.phone_number_id), values, f"status {status}")

    def _tells_contact(self, code: int | None) -> bool:
        if self._faults.value("graph", "contacts_absent"):
            return False
        return code is None or bool(self._faults.value("graph", "contacts_on_failed"))
