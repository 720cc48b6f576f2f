"""Whatever ails FILA-IA, the customer ends up with a person and the inbox says why."""

from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.platform import Platform, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("healthy_ai")]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"fallback": True}, "ai_fallback"),
        ({"failed": True}, "ai_unavailable"),
        ({"garbage": True}, "ai_fallback"),
        ({"never": True}, "ai_timeout"),
    ],
)
def test_the_conversation_waits_for_a_person(platform: Platform, fault: dict[str, Any], reason: str) -> None:
    customer = f"5511966{uuid4().int % 10**6:06}"
    desk = platform.sign_in()
    platform.sandbox("PUT", "/faults", json={"fila_ia": fault})
    platform.writes(customer, f"Qual o prazo? ({next(iter(fault))})")

    def waiting() -> dict[str, Any] | None:
        found = desk.conversation(customer)
        return found if found and found["status"] == "waiting" else None

    conversation = eventually(waiting, "the handoff", seconds=100)
    assert conversation["needs_human_attention"] is True
    assert conversation["attention_reason"] == reason
    assert not [each for each in desk.messages(conversation["id"]) if each["sender_type"] == "bot"]


def test_a_slow_answer_is_still_an_answer(platform: Platform) -> None:
    customer = "5511966600900"
    desk = platform.sign_in()
    platform.sandbox("PUT", "/faults", json={"fila_ia": {"slow": 8}})
    platform.writes(customer, "Aceitam cartão?")

    def answered() -> bool:
        found = desk.conversation(customer)
        return bool(found) and any(each["sender_type"] == "bot" for each in desk.messages(found["id"]))

    eventually(answered, "the slow answer")
