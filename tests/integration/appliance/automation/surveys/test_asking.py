"""Customers are asked once their conversation is closed: whom, when, with what, and once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.ai.models import AiRequest
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.surveys import asking
from appliance.surveys.asking import ask_due
from appliance.templates.models import Template
from tests.integration.appliance.automation.conftest import Call, Handed
from tests.integration.appliance.automation.surveys.conftest import (
    COMMENT,
    THANKS,
    asked,
    conversations,
    push_back,
    survey,
)
from tests.payloads.whatsapp import ANA_PAULA, contact, value

pytestmark = pytest.mark.integration


def test_asked_scored_commented_thanked(
    handed: Handed,
    context: Context,
    call: Call,
    rule: Any,
    close: Any,
    tap: Any,
    write: Any,
    ana: User,
) -> None:
    rule()
    close()
    question = asked(handed)
    assert len(question) == 1
    with context.sessions() as session:
        sent = session.get_one(Message, survey(handed).message_id)
        assert sent.outgoing is not None
        rows = sent.outgoing["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows][::4] == ["5 · Ótimo", "1 · Péssimo"]
    tap(4)
    write("wamid.comment", "Demorou um pouco")
    ask_due(context)
    assert asked(handed) == [*question, COMMENT, THANKS]
    row = survey(handed)
    assert (row.state, row.score, row.comment, row.step) == ("answered", 4, "Demorou um pouco", None)
    closed = handed.row()
    assert (closed.status, closed.unread_count, conversations(context)) == ("closed", 0, 1)
    with context.sessions() as session:
        assert session.scalars(select(AiRequest)).all() == []
        kept = session.scalars(select(Message).where(Message.conversation_id == handed.id)).all()
    assert {"wamid.tap", "wamid.comment"} <= {one.whatsapp_message_id for one in kept}
    shown = handed.shown(ana)["survey"]
    assert (shown["score"], shown["comment"]) == (4, "Demorou um pouco")


def test_whoever_wants_none_is_never_asked_again(
    handed: Handed, context: Context, rule: Any, close: Any, write: Any, ana: User
) -> None:
    rule(every_days=0)
    close()
    write("wamid.stop", "sair")
    ask_due(context)
    assert (survey(handed).state, conversations(context)) == ("refused", 1)
    _serve_again(handed, context, write, ana)
    assert len(asked(handed)) == 1


def test_nobody_is_asked_twice_in_so_many_days(
    handed: Handed, context: Context, rule: Any, close: Any, write: Any, ana: User
) -> None:
    rule()
    close()
    assert len(asked(handed)) == 1
    first = handed.id
    _serve_again(handed, context, write, ana)
    assert len(asked(handed)) == 1
    push_back(context, days=31)
    _serve_again(handed, context, write, ana)
    assert len(asked(handed)) == 2
    assert handed.id != first


def _serve_again(handed: Handed, context: Context, write: Any, ana: User) -> None:
    write(f"wamid.again.{handed.id}", "Voltei com outra dúvida")
    with context.sessions() as session:
        handed.id = session.scalars(select(Conversation.id).order_by(Conversation.id.desc())).first() or 0
    handed.answer(ana)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
    ask_due(context)


def test_whom_only_the_bot_served_or_whose_queue_is_off_is_not_asked(
    handed: Handed, context: Context, rule: Any, close: Any, ana: User
) -> None:
    rule()
    rule(queue_id=handed.queue_id, kind="off", question="")
    close()
    assert asked(handed) == []
    handed.asks(ana, "POST", f"/conversations/{handed.id}/reopen")
    with transaction(context.sessions) as session:
        session.get_one(Conversation, handed.id).queue_id = None
        session.get_one(Conversation, handed.id).answered_at = None
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
    ask_due(context)
    assert asked(handed) == []


def test_whoever_writes_before_being_asked_is_not(
    handed: Handed, context: Context, rule: Any, ana: User, write: Any
) -> None:
    rule()
    handed.answer(ana)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
    write("wamid.new", "Ah, esqueci!")
    ask_due(context)
    assert (asked(handed), survey(handed).state) == ([], "dropped")


def test_outside_the_24_hours_only_a_template_asks(
    handed: Handed, context: Context, rule: Any, call: Call, clara: User, ana: User, deliver: Any
) -> None:
    made = rule(comment_question=None)
    buttons = [{"type": "QUICK_REPLY", "text": f"{score} ⭐"} for score in range(5, 0, -1)]
    parts = [{"type": "BODY", "text": "De 1 a 5, como foi?"}, {"type": "BUTTONS", "buttons": buttons}]
    facts = {"name": "nota", "language": "pt_BR", "category": "UTILITY", "status": "APPROVED"}
    with transaction(context.sessions) as session:
        template = Template(**facts, components=parts)
        session.add(template)
    assert call(clara, "PATCH", f"/survey-rules/{made['id']}", {"template_id": template.id})[0] == 200
    handed.answer(ana)
    with transaction(context.sessions) as session:
        session.get_one(Conversation, handed.id).last_customer_message_at = utc_now() - timedelta(hours=25)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")
    ask_due(context)
    row = survey(handed)
    with transaction(context.sessions) as session:
        question = session.get_one(Message, row.message_id)
        assert question.message_type == "template"
        question.whatsapp_message_id = "wamid.question"
    message = {
        "from": ANA_PAULA,
        "id": "wamid.button",
        "timestamp": str(int(utc_now().timestamp())),
        "type": "button",
        "button": {"payload": "2 ⭐", "text": "2 ⭐"},
        "context": {"id": "wamid.question"},
    }
    deliver(value(messages=(message,), contacts=(contact(ANA_PAULA),)))
    assert (survey(handed).score, conversations(context)) == (2, 1)


def test_killed_while_asking_it_asks_once(
    handed: Handed, context: Context, rule: Any, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule()
    handed.answer(ana)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/close")

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(asking.log, "info", die)
        with pytest.raises(KeyboardInterrupt):
            ask_due(context)
    assert (asked(handed), survey(handed).state) == ([], "due")
    ask_due(context)
    ask_due(context)
    assert len(asked(handed)) == 1
