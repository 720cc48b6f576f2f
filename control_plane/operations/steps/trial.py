"""What is tried on a help desk that has just been opened, through the edge: by whoever tries more."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import TenantFacts, read_credentials
from control_plane.operations.steps.tenant_client import Number, TenantClient, inbound_text
from foundation.rotating import current

_WAIT_SECONDS = 45
_POLL_SECONDS = 0.3
Found = TypeVar("Found")


@dataclass
class Trial:
    context: StepContext
    tenant: TenantFacts

    def __post_init__(self) -> None:
        self.tell = Pace(self.context.progress)
        public_url = self.context.settings.public_url(self.tenant.hostnames[0])
        self.client = TenantClient(self.context.adapters.tenant_http, public_url)
        found = read_credentials(self.context, ["whatsapp_app_secret", "whatsapp_verify_token"])
        self.secrets = {name: current(value) for name, value in found.items()}

    def pages(self) -> str:
        """The login page, and readiness of everything behind it."""
        self.tell("Opening the login page through the edge", 5)
        page = self.client.page("/")
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            raise StepFailed("smoke_page", f"The login page was answered with {page.status_code}.")

        def is_ready() -> bool | None:
            return True if self.client.page("/readyz").status_code == 200 else None

        self.wait("Waiting for database, Redis, worker and schema", 15, is_ready)
        return "ok"

    def webhook(self) -> str:
        """The handshake answers, and a forged body is refused."""
        self.tell("Trying the webhook", 25)
        self.client.handshake(self.secrets["whatsapp_verify_token"])
        _, body = inbound_text(self.number(), self.tenant.smoke_wa_id, "forged")
        status = self.client.deliver(body, self.secrets["whatsapp_app_secret"] + "-forged")
        if status != 401:
            raise StepFailed("smoke_signature", f"A wrong signature was answered with {status}, not 401.")
        return "ok"

    def write_in(self, wa_id: str, text: str) -> str:
        """A customer's message, signed; its id."""
        message_id, body = inbound_text(self.number(), wa_id, text)
        status = self.client.deliver(body, self.secrets["whatsapp_app_secret"])
        if status != 200:
            raise StepFailed("smoke_webhook", f"A signed message was answered with {status}, not 200.")
        return message_id

    def conversation_with(self, message_id: str, **query: str) -> dict[str, Any] | None:
        """Of those in the inbox that fit `query`, the one that holds the message."""
        for conversation in self.client.get("/api/v1/conversations", limit="10", **query)["data"]:
            messages = self.messages(conversation["id"])
            if any(each["whatsapp_message_id"] == message_id for each in messages):
                found: dict[str, Any] = conversation
                return found
        return None

    def messages(self, conversation_id: int) -> list[dict[str, Any]]:
        """The last of a conversation."""
        query = {"conversation_id": str(conversation_id), "limit": "20"}
        messages: list[dict[str, Any]] = self.client.get("/api/v1/messages", **query)["data"]
        return messages

    def number(self) -> Number:
        """The tenant's own."""
        whatsapp = self.tenant.configuration["whatsapp"]
        return Number(
            whatsapp["phone_number_id"], whatsapp["waba_id"], whatsapp.get("display_phone_number", "")
        )

    def wait(self, message: str, percent: int, look: Callable[[], Found | None]) -> Found:
        """What `look` finds, once it finds something. Raises StepFailed when that takes too long."""
        limit = time.monotonic() + _WAIT_SECONDS
        while (found := look()) is None:
            self.tell(message, percent)
            if time.monotonic() > limit:
                raise StepFailed("smoke_timeout", f"{message}: nothing came within {_WAIT_SECONDS} s.")
            time.sleep(_POLL_SECONDS)
        return found
