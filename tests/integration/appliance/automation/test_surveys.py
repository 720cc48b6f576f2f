"""Customers are asked once their conversation is closed; what they answer stays with it and begins none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.ai.models import AiRequest
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import AI
from appliance.surveys import asking
from appliance.surveys.asking import ask_due
from appliance.surveys.models import Survey
from appliance.templates.models import Template
from tests.integration.appliance.automation.conftest import Call, Handed
from tests.payloads.whatsapp import ANA_PAULA, contact, value

pytestmark = pytest.mark.integration

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


def test_after_the_comment_the_customer_is_served_again(
    handed: Handed, context: Context, rule: Any, close: Any, tap: Any, write: Any
) -> None:
    rule()
    close()
    tap(5)
    write("wamid.comment", "Ótimo")
    before = context.queues[AI].count
    write("wamid.new", "Preciso de outra coisa")
    assert conversations(context) == 2
    assert context.queues[AI].count == before + 1


@pytest.mark.parametrize(
    ("said", "later"), [("E o meu pedido, quando chega?", 0), ("Preciso de outra coisa", 61)]
)
def test_what_may_be_a_request_is_no_comment(
    handed: Handed, context: Context, rule: Any, close: Any, tap: Any, write: Any, said: str, later: int
) -> None:
    rule()
    close()
    tap(2)
    ask_due(context)
    push_back(context, minutes=later)
    write("wamid.request", said)
    assert conversations(context) == 2
    assert survey(handed).comment is None


def test_who_wants_no_more_of_them_may_say_so_after_the_score(
    handed: Handed, context: Context, rule: Any, close: Any, tap: Any, write: Any, ana: User
) -> None:
    rule()
    close()
    tap(5)
    ask_due(context)
    push_back(context, hours=2)
    write("wamid.stop", "SAIR")
    assert (survey(handed).state, conversations(context)) == ("refused", 1)
    assert handed.shown(ana)["survey"]["score"] == 5


def test_who_writes_something_else_is_served(
    handed: Handed, context: Context, rule: Any, close: Any, write: Any
) -> None:
    rule()
    close()
    write("wamid.new", "Oi, mais uma coisa: 5 caixas")
    assert conversations(context) == 2
    assert survey(handed).state == "asked"


def test_a_score_may_be_written(handed: Handed, context: Context, rule: Any, close: Any, write: Any) -> None:
    rule(kind="nps", comment_question=None)
    close()
    write("wamid.0", " 0 ")
    ask_due(context)
    assert (survey(handed).score, conversations(context)) == (0, 1)
    assert asked(handed)[1:] == [THANKS]


def test_a_score_that_is_none_begins_a_conversation(
    handed: Handed, context: Context, rule: Any, close: Any, write: Any
) -> None:
    rule()
    close()
    write("wamid.9", "9")
    assert (survey(handed).score, conversations(context)) == (None, 2)


def test_after_a_day_a_number_is_a_number_but_a_tap_still_counts(
    handed: Handed, context: Context, rule: Any, close: Any, tap: Any, write: Any
) -> None:
    rule()
    close()
    push_back(context, hours=25)
    write("wamid.5", "5")
    assert conversations(context) == 2
    tap(3)
    assert (survey(handed).score, conversations(context)) == (3, 2)


def test_the_first_score_counts(handed: Handed, context: Context, rule: Any, close: Any, tap: Any) -> None:
    rule()
    close()
    tap(4)
    tap(1, "wamid.again")
    assert (survey(handed).score, conversations(context)) == (4, 1)
    assert asked(handed).count(COMMENT) == 1


def test_nobody_scores_for_another(handed: Handed, context: Context, rule: Any, close: Any, tap: Any) -> None:
    rule()
    close()
    tap(1, sender="5521999990000")
    assert (survey(handed).score, conversations(context)) == (None, 2)
    tap(1, "wamid.none", number=999_999)
    assert conversations(context) == 3
    tap(99, "wamid.much")
    assert survey(handed).score is None


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


def test_results_are_listed_summed_up_and_exported(
    handed: Handed,
    context: Context,
    rule: Any,
    close: Any,
    tap: Any,
    call: Call,
    clara: User,
    ana: User,
    app: Any,
    bearer: Any,
) -> None:
    rule(kind="nps", comment_question=None)
    close()
    tap(10)
    with transaction(context.sessions) as session:
        survey_row = session.scalars(select(Survey)).one()
        survey_row.comment = "=1+1"
    data = call(clara, "GET", "/surveys?answered=true&worst=9")[1]["data"]
    assert [(one["score"], one["user_id"], one["conversation_id"]) for one in data] == [
        (10, ana.id, handed.id)
    ]
    assert call(clara, "GET", "/surveys?best=8")[1]["data"] == []
    summed = {"id": handed.queue_id, "kind": "nps", "asked": 1, "answered": 1, "average": 10.0, "nps": 100}
    assert call(clara, "GET", "/surveys/results")[1]["data"] == [summed]
    assert call(clara, "GET", "/surveys/results?by=attendant")[1]["data"] == [summed | {"id": ana.id}]
    text = app.test_client().get("/api/v1/surveys/export", headers=bearer(clara)).get_data(as_text=True)
    assert text.splitlines()[0].endswith("queue_id,user_id")
    assert f",'=1+1,Vendas,Ana,{handed.queue_id},{ana.id}" in text.splitlines()[1]
    assert [call(ana, "GET", path)[0] for path in ("/surveys", "/surveys/results", "/surveys/export")] == [
        403
    ] * 3


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (RULE | {"question": " "}, 422, "required"),
        (RULE | {"queue_id": 999_999}, 404, "queue_not_found"),
        (RULE | {"template_id": 999_999}, 422, "invalid_template"),
        (RULE | {"kind": "stars"}, 422, "invalid_input"),
        (RULE, 409, "survey_exists"),
    ],
)
def test_surveys_that_cannot_be(
    call: Call, rule: Any, clara: User, body: dict[str, Any], status: int, code: str
) -> None:
    rule()
    answer = call(clara, "POST", "/survey-rules", body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


def test_rules_are_changed_and_taken_away(call: Call, rule: Any, clara: User, ana: User) -> None:
    made = rule()
    path = f"/survey-rules/{made['id']}"
    assert call(clara, "PATCH", path, {"every_days": 7})[1]["every_days"] == 7
    assert call(ana, "DELETE", path)[0] == 403
    assert call(clara, "DELETE", path)[0] == 204
    assert call(clara, "GET", "/survey-rules")[1]["data"] == []
