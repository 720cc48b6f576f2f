"""Webhook bodies as Meta sends and signs them, made as fast as they are asked for."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from appliance.settings import WhatsAppSettings


def customer_number(position: int) -> str:
    """The wa_id of the customer at `position`: a Brazilian mobile number."""
    return f"55119{80_000_000 + position:08}"


class Traffic:
    """What one number's customers and receipts say, in signed bodies; ids are `<run>.<position>`."""

    def __init__(self, settings: WhatsAppSettings, run: str) -> None:
        self._settings = settings
        self._run = run
        self.made = 0
        """Messages so far."""

    def message_id(self, position: int) -> str:
        """Like a real one in length."""
        return f"wamid.bench{self._run}{position:036}"

    def texts(self, customers: Sequence[str], per_body: int = 1) -> Iterator[bytes]:
        """Endlessly: `per_body` messages each, the customers in turn."""
        while True:
            yield self.body(
                messages=[self._text(customers[self.made % len(customers)]) for _ in range(per_body)]
            )

    def receipts(self, messages: Sequence[tuple[str, str]], per_body: int = 1) -> Iterator[bytes]:
        """`sent`, `delivered` and `read` of each (WhatsApp id, wa_id), `per_body` in one body."""
        now = str(int(time.time()))
        waiting: list[dict[str, Any]] = []
        for whatsapp_id, wa_id in messages:
            for status in ("sent", "delivered", "read"):
                waiting.append({"id": whatsapp_id, "status": status, "timestamp": now, "recipient_id": wa_id})
                if len(waiting) == per_body:
                    yield self.body(statuses=waiting)
                    waiting = []
        if waiting:
            yield self.body(statuses=waiting)

    def body(self, **parts: list[dict[str, Any]]) -> bytes:
        """One envelope with these lists in its value."""
        value = {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": "551140040001",
                "phone_number_id": self._settings.phone_number_id,
            },
            **parts,
        }
        if parts.get("messages"):
            senders = dict.fromkeys(message["from"] for message in parts["messages"])
            value["contacts"] = [
                {"profile": {"name": f"Cliente {wa_id[-4:]}"}, "wa_id": wa_id} for wa_id in senders
            ]
        entry = {"id": self._settings.waba_id, "changes": [{"field": "messages", "value": value}]}
        document = {"object": "whatsapp_business_account", "entry": [entry]}
        return json.dumps(document, separators=(",", ":")).encode()

    def signature(self, body: bytes) -> str:
        """The header that Meta signs with."""
        return "sha256=" + hmac.new(self._settings.app_secret.encode(), body, hashlib.sha256).hexdigest()

    def _text(self, wa_id: str) -> dict[str, Any]:
        position = self.made
        self.made += 1
        return {
            "from": wa_id,
            "id": self.message_id(position),
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": f"Bom dia! Este é o pedido número {position}; quando chega?"},
        }
