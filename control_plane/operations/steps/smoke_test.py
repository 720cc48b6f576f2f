"""Proves through the edge that the new help desk works: pages, webhook, messages in and out, keys."""

import time
from typing import Any

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.tenant import TenantFacts, first_user, load_tenant
from control_plane.operations.steps.trial import Trial

TEXT_IN = "Teste de instalação do Guichê."
TEXT_OUT = "Teste de instalação do Guichê: esta mensagem confirma o envio."
_SENT = ("accepted", "sent", "delivered", "read")
_ON_ITS_WAY = ("queued", "unknown")
_WINDOW = "window"
_CREDENTIAL = "credential"
"""Kinds of refusal, as the appliance names them (appliance/whatsapp/graph_errors.py)."""
_FATE_SECONDS = 10
"""How long an accepted reply may take to be sent or refused; WhatsApp says so in a webhook."""


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


class _Smoke(Trial):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.conversation: dict[str, Any] = {}

    def message_in(self) -> str:
        """A signed message becomes visible to the admin."""
        admin = first_user(self.context, "admin")
        self.client.log_in(admin["email"], admin["password"])
        message_id = self.write_in(self.tenant.smoke_wa_id, TEXT_IN)

        def arrived() -> dict[str, Any] | None:
            return self.conversation_with(message_id, is_synthetic="true")

        self.conversation = self.wait("Waiting for the message in the inbox", 40, arrived)
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
            messages = self.messages(conversation_id)
            message = next((each for each in messages if each["id"] == message_id), None)
            if message is None or message["status"] in _ON_ITS_WAY:
                return None
            is_final = message["status"] != "accepted" or time.monotonic() > patience
            return message if is_final else None

        return self.wait("Waiting for WhatsApp to take the reply", 60, known)

    def connections(self) -> str:
        """WhatsApp and FILA-IA accept the tenant's keys."""
        self.tell("Asking WhatsApp and FILA-IA whether they accept the keys", 85)
        answers = self.client.get("/api/v1/settings/connections")
        refused = [f"{name}: {each['detail']}" for name, each in answers.items() if not each["ok"]]
        if refused:
            raise StepFailed("smoke_connections", "Check these credentials. " + "; ".join(refused))
        return "ok"


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    return context.adapters.stacks.running_tasks(tenant.names.stack)
