"""Uses the canary's help desk as its people and customers do, through the edge; each thing is timed.

Meta and FILA-IA are left out: the canary knows them under an address at which nobody listens. So a customer
asks for a person, which the bot answers by itself, and an answer is followed as far as it comes: out of the
outbox, and tried in vain.
"""

import time
from collections.abc import Callable
from typing import Any

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.tenant import first_user, load_tenant
from control_plane.operations.steps.trial import Trial

CUSTOMER = "5500900000002"
"""A wa_id in the area code 00, which Brazil does not assign; not the smoke test's, which only admins see."""
TEXT_IN = "Quero falar com um atendente."
"""What the bot hands over at once (appliance/ai/wishes.py)."""
TEXT_OUT = "Olá! Esta resposta é do canário do Guichê e não sai daqui."
_WITH_PEOPLE = ("waiting", "open")
_UNREACHABLE = "unreachable"
"""As the appliance names it when no connection to WhatsApp came about (appliance/whatsapp/meanings.py)."""


class UseHelpDesk:
    name = "use_help_desk"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        """A proof counts for the very containers it was made with."""
        return is_proven(context, self.name, *_subjects(context))

    def apply(self, context: StepContext) -> None:
        subjects = _subjects(context)
        use = _Use(context, load_tenant(context))
        took = {
            name: _timed(part)
            for name, part in (
                ("pages", use.pages),
                ("webhook", use.webhook),
                ("sign_in", use.sign_in),
                ("message_in", use.message_in),
                ("answer", use.answer),
            )
        }
        use.client.log_out()
        context.remember(self.name, took)
        prove(context, self.name, *subjects)


class _Use(Trial):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.conversation: dict[str, Any] = {}

    def sign_in(self) -> str:
        """As an attendant, with what the creation made up for them."""
        attendant = first_user(self.context, "atendente")
        self.tell("Signing in as an attendant", 35)
        self.client.log_in(attendant["email"], attendant["password"])
        return "ok"

    def message_in(self) -> str:
        """A signed message from a customer stands in the attendant's inbox, handed over by the bot."""
        message_id = self.write_in(CUSTOMER, TEXT_IN)

        def waits() -> dict[str, Any] | None:
            found = self.conversation_with(message_id)
            return found if found and found["status"] in _WITH_PEOPLE else None

        self.conversation = self.wait("Waiting for the message in the attendant's inbox", 45, waits)
        return "ok"

    def answer(self) -> str:
        """The attendant's answer is taken from the outbox and meets nobody: so far it goes without Meta."""
        conversation_id = self.conversation["id"]
        self.client.post(f"/api/v1/conversations/{conversation_id}/takeover")
        reply = {"conversation_id": conversation_id, "message_type": "text", "content": TEXT_OUT}
        message_id = self.client.post("/api/v1/messages", reply)["id"]

        def tried() -> bool | None:
            outgoing = [each for each in self.messages(conversation_id) if each["sender_type"] != "customer"]
            own = next((each for each in outgoing if each["id"] == message_id), None)
            if own is not None and own["status"] != "queued":
                said = f"An answer that nobody can have taken is {own['status']}."
                raise StepFailed("canary_answer", said)
            # what is tried is the oldest that waits in the conversation: what the bot said, or this
            reasons = [(each["error"] or {}).get("reason") for each in outgoing if each["status"] == "queued"]
            return True if own is not None and _UNREACHABLE in reasons else None

        self.wait("Waiting for the worker to try to send the answer", 75, tried)
        return "ok"


def _timed(part: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.monotonic()
    part()
    return round(time.monotonic() - began, 2)


def _subjects(context: StepContext) -> list[str]:
    return context.adapters.stacks.running_tasks(load_tenant(context).names.stack)
