"""Proves through the edge that the new help desk works: pages, webhook, messages in and out, keys."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.tenant import (
    TenantFacts,
    first_admin,
    load_tenant,
    read_credentials,
)
from control_plane.operations.steps.tenant_client import Number, TenantClient, inbound_text
from foundation.rotating import current

TEXT_IN = "Teste de instalação do Guichê."
TEXT_OUT = "Teste de instalação do Guichê: esta mensagem confirma o envio."
_SENT = ("accepted", "sent", "delivered", "read")
_ON_ITS_WAY = ("queued", "unknown")
_WINDOW = "window"
_CREDENTIAL = "credential"
"""Kinds of refusal, as the appliance names them (appliance/whatsapp/graph_errors.py)."""
_FATE_SECONDS = 10
"""How long an accepted reply may take to be sent or refused; WhatsApp says so in a webhook."""
_WAIT_SECONDS = 45
_POLL_SECONDS = 0.3
Found = TypeVar("Found")


class SmokeTest:
    name = "smoke_test"
    deadline_seconds = 240

    def check(self, context: StepContext) -> bool:
        """A proof counts for the very containers it was made with."""
        return is_proven(context, self.name, *_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        subjects = _subjects(context, tenant)
        smoke = _Smoke(context, tenant)
        report = {
            "pages": smoke.pages(),
            "webhook": smoke.webhook(),
            "message_in": smoke.message_in(),
            "message_out": smoke.message_out(),
            "connections": smoke.connections(),
        }
        smoke.client.log_out()
        context.remember(self.name, report)
        prove(context, self.name, *subjects)


@dataclass
class _Smoke:
    context: StepContext
    tenant: TenantFacts

    def __post_init__(self) -> None:
        self.tell = Pace(self.context.progress)
        public_url = self.context.settings.public_url(self.tenant.hostnames[0])
        self.client = TenantClient(self.context.adapters.tenant_http, public_url)
        found = read_credentials(self.context, ["whatsapp_app_secret", "whatsapp_verify_token"])
        self.secrets = {name: current(value) for name, value in found.items()}
        self.conversation: dict[str, Any] = {}

    def pages(self) -> str:
        """The login page, and readiness of everything behind it."""
        self.tell("Opening the login page through the edge", 5)
        page = self.client.page("/")
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            raise StepFailed("smoke_page", f"The login page was answered with {page.status_code}.")

        def is_ready() -> bool | None:
            return True if self.client.page("/readyz").status_code == 200 else None

        self._wait("Waiting for database, Redis, worker and schema", 15, is_ready)
        return "ok"

    def webhook(self) -> str:
        """The handshake answers, and a forged body is refused."""
        self.tell("Trying the webhook", 25)
        self.client.handshake(self.secrets["whatsapp_verify_token"])
        _, body = inbound_text(self._number(), self.tenant.smoke_wa_id, "forged")
        status = self.client.deliver(body, self.secrets["whatsapp_app_secret"] + "-forged")
        if status != 401:
            raise StepFailed("smoke_signature", f"A wrong signature was answered with {status}, not 401.")
        return "ok"

    def message_in(self) -> str:
        """A signed message becomes visible to the admin."""
        admin = first_admin(self.context)
        self.client.log_in(admin["email"], admin["password"])
        message_id, body = inbound_text(self._number(), self.tenant.smoke_wa_id, TEXT_IN)
        status = self.client.deliver(body, self.secrets["whatsapp_app_secret"])
        if status != 200:
            raise StepFailed("smoke_webhook", f"A signed message was answered with {status}, not 200.")

        def arrived() -> dict[str, Any] | None:
            query = {"is_synthetic": "true", "limit": "10"}
            for conversation in self.client.get("/api/v1/conversations", **query)["data"]:
                messages = self._messages(conversation["id"])
                if any(each["whatsapp_message_id"] == message_id for each in messages):
                    found: dict[str, Any] = conversation
                    return found
            return None

        self.conversation = self._wait("Waiting for the message in the inbox", 40, arrived)
        return "ok"

    def message_out(self) -> str:
        """A reply reaches WhatsApp, if somebody may be written to; what was not proven is said."""
        if not self.tenant.configuration.get("smoke_phone"):
            return "not proven: no smoke_phone was given"
        conversation_id = self.conversation["id"]
        self.client.post(f"/api/v1/conversations/{conversation_id}/takeover")
        reply = {"conversation_id": conversation_id, "message_type": "text", "content": TEXT_OUT}
        message_id = self.client.post("/api/v1/messages", reply)["id"]
        message = self._follow(conversation_id, message_id)
        self.client.post(f"/api/v1/conversations/{conversation_id}/close")
        if message["status"] in _SENT:
            return str(message["status"])
        error = message["error"] or {}
        if error.get("kind") == _WINDOW:
            # a message of our own making opens no window at Meta's; its answer proves token, number and route
            return f"accepted, not delivered: {error.get('message')}"
        code = "smoke_credentials" if error.get("kind") == _CREDENTIAL else "smoke_reply"
        why = error.get("message") or message["status"]
        raise StepFailed(code, f"WhatsApp did not take the reply: {why}")

    def _follow(self, conversation_id: int, message_id: int) -> dict[str, Any]:
        """The message once its fate is known, or as WhatsApp accepted it if nothing follows."""
        patience = time.monotonic() + _FATE_SECONDS

        def known() -> dict[str, Any] | None:
            messages = self._messages(conversation_id)
            message = next((each for each in messages if each["id"] == message_id), None)
            if message is None or message["status"] in _ON_ITS_WAY:
                return None
            is_final = message["status"] != "accepted" or time.monotonic() > patience
            return message if is_final else None

        return self._wait("Waiting for WhatsApp to take the reply", 60, known)

    def connections(self) -> str:
        """WhatsApp and FILA-IA accept the tenant's keys."""
        self.tell("Asking WhatsApp and FILA-IA whether they accept the keys", 85)
        answers = self.client.get("/api/v1/settings/connections")
        refused = [f"{name}: {each['detail']}" for name, each in answers.items() if not each["ok"]]
        if refused:
            raise StepFailed("smoke_connections", "Check these credentials. " + "; ".join(refused))
        return "ok"

    def _messages(self, conversation_id: int) -> list[dict[str, Any]]:
        query = {"conversation_id": str(conversation_id), "limit": "20"}
        messages: list[dict[str, Any]] = self.client.get("/api/v1/messages", **query)["data"]
        return messages

    def _number(self) -> Number:
        whatsapp = self.tenant.configuration["whatsapp"]
        return Number(
            whatsapp["phone_number_id"], whatsapp["waba_id"], whatsapp.get("display_phone_number", "")
        )

    def _wait(self, message: str, percent: int, look: Callable[[], Found | None]) -> Found:
        limit = time.monotonic() + _WAIT_SECONDS
        while (found := look()) is None:
            self.tell(message, percent)
            if time.monotonic() > limit:
                raise StepFailed("smoke_timeout", f"{message}: nothing came within {_WAIT_SECONDS} s.")
            time.sleep(_POLL_SECONDS)
        return found


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    return context.adapters.stacks.running_tasks(tenant.names.stack)
