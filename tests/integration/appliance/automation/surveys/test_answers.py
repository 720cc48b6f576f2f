"""What customers answer to a survey stays with its conversation and begins none; a request does."""

from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.activity import in_thread
from appliance.conversations.models import Message
from appliance.job_queues import AI
from appliance.surveys.asking import ask_due
from tests.integration.appliance.automation.conftest import Handed
from tests.integration.appliance.automation.surveys.conftest import (
    COMMENT,
    THANKS,
    asked,
    conversations,
    push_back,
    survey,
)

pytestmark = pytest.mark.integration


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
    ("said", "later"),
    [
        ("E o meu pedido, quando chega?", 0),
        ("veio errado, preciso trocar!", 0),
        ("I need another one", 0),
        ("falar com um atendente", 0),
        ("Ótimo", 11),
    ],
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
    ask_due(context)
    assert conversations(context) == 2
    assert survey(handed).comment is None
    assert asked(handed)[-1] == COMMENT  # nobody is thanked for a request


@pytest.mark.parametrize(("said", "later"), [("Demorou muito", 0), ("Queria que fosse mais rápido", 9)])
def test_the_comment_is_in_the_thread_of_what_it_is_about(
    handed: Handed, context: Context, rule: Any, close: Any, tap: Any, write: Any, said: str, later: int
) -> None:
    rule()
    close()
    tap(2)
    push_back(context, minutes=later)
    write("wamid.comment", said)
    ask_due(context)
    assert (survey(handed).comment, conversations(context)) == (said, 1)
    with context.sessions() as session:
        thread = select(Message.content).where(Message.conversation_id == handed.id, in_thread())
        assert session.scalars(thread.order_by(Message.id)).all()[-2:] == [said, THANKS]


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
