"""A rule that asks, a conversation that is closed, a customer who taps a score."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.surveys.asking import ask_due
from appliance.surveys.models import Survey
from tests.integration.appliance.automation.conftest import Call, Handed
from tests.payloads.whatsapp import ANA_PAULA, contact, value

QUESTION, COMMENT, THANKS = "Como foi o atendimento?", "O que podemos melhorar?", "Obrigado!"
RULE = {"kind": "csat", "question": QUESTION, "comment_question": COMMENT, "thanks": THANKS, "every_days": 30}


@pytest.fixture
def rule(call: Call, clara: User) -> Callable[..., dict[str, Any]]:
    def make(**more: Any) -> dict[str, Any]:
        status, shown = call(clara, "POST", "/survey-rules", RULE | more)
        assert status == 201, shown
        return dict(shown)

    return make


@pytest.fixture
def close(handed: Handed, ana: User) -> Callable[[], None]:
    """Ana has answered, and closes it; the ticker looks."""

    def run() -> None:
        if handed.row().answered_at is None:
            handed.answer(ana)
        handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
        ask_due(handed.context)

    return run


@pytest.fixture
def tap(deliver: Callable[..., int], handed: Handed) -> Callable[..., None]:
    """The customer taps a score; then the ticker looks."""

    def run(score: int, wamid: str = "wamid.tap", number: int | None = None, sender: str = ANA_PAULA) -> None:
        reply = {"id": f"survey:{number or survey(handed).id}:{score}", "title": f"{score}"}
        message = {
            "from": sender,
            "id": wamid,
            "timestamp": str(int(utc_now().timestamp())),
            "type": "interactive",
            "interactive": {"type": "list_reply", "list_reply": reply},
        }
        deliver(value(messages=(message,), contacts=(contact(sender),)))
        ask_due(handed.context)

    return run


def survey(handed: Handed) -> Survey:
    with handed.context.sessions() as session:
        return session.scalars(select(Survey).where(Survey.conversation_id == handed.id)).one()


def asked(handed: Handed) -> list[str | None]:
    """What we wrote since it was handed over."""
    return [text for text in handed.texts() if text and text.startswith((QUESTION, COMMENT, THANKS))]


def conversations(context: Context) -> int:
    with context.sessions() as session:
        return session.scalars(select(func.count()).select_from(Conversation)).one()


def push_back(context: Context, **span: float) -> None:
    with transaction(context.sessions) as session:
        for row in session.scalars(select(Survey)):
            for name in ("asked_at", "answered_at", "followed_up_at"):
                before = getattr(row, name)
                setattr(row, name, before - timedelta(**span) if before else None)
