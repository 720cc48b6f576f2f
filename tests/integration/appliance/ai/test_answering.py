"""A customer writes, the AI answers."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from appliance.ai import polling
from appliance.ai.asking import consider
from appliance.ai.models import AiRequest
from appliance.brand.models import BRAND_ID, Brand
from appliance.conversations.models import Message
from appliance.conversations.ownership import take_over
from appliance.database import transaction
from appliance.job_queues import AI
from appliance.realtime.models import Event
from appliance.worker import sweeps
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble, waits_for_person

pytestmark = pytest.mark.integration

POST, LIST = "POST /requests", "GET /requests"


def test_a_question_is_answered(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Qual o horário?")
    fila.answer("Das 8 às 18.")
    desk.ticks()
    who, text = desk.thread(maria)[-1]
    assert who == "bot"
    assert text.endswith("\n\nDas 8 às 18.")
    assert desk.states() == ["answered"]
    assert desk.conversation(maria).status == "bot"
    assert fila.calls == [POST, LIST]


def test_only_the_first_answer_says_it_is_automatic(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    for text in ("Oi", "E sábado?"):
        desk.asks(maria, text)
        fila.answer("Resposta")
        desk.ticks(3)
    answers = [text for who, text in desk.thread(maria) if who == "bot"]
    assert "automática" in answers[0]
    assert "ACME" in answers[0]
    assert answers[1] == "Resposta"


def test_the_ai_speaks_for_the_brand_that_customers_know(desk: Desk, fila: FilaIaDouble) -> None:
    with transaction(desk.context.sessions) as session:
        session.add(Brand(id=BRAND_ID, name="Padaria do Zé"))
    maria = desk.customer()
    desk.asks(maria)
    assert "Padaria do Zé" in fila.rows[0]["messages"][0]["content"]
    fila.answer()
    desk.ticks()
    assert "Padaria do Zé" in desk.thread(maria)[-1][1]


def test_the_answer_is_queued_as_the_bots_and_browsers_hear_of_it(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.ticks()
    with desk.context.sessions() as session:
        message = session.scalars(select(Message).where(Message.sender_type == "bot")).one()
        events = session.scalars(select(Event).where(Event.kind == "message.created")).all()
    assert message.status == "queued"
    assert message.owner_version == desk.conversation(maria).version
    assert message.id in {event.payload["message_id"] for event in events}


def test_what_is_asked_belongs_to_this_conversation(desk: Desk, fila: FilaIaDouble) -> None:
    maria, joao = desk.customer(), desk.customer("João")
    desk.asks(maria, "Oi")
    desk.asks(joao, "Oi")
    second, first = fila.rows
    assert first["messages"] != second["messages"]
    assert first["session_id"] != second["session_id"]
    assert first["session_id"] == first["metadata"]["session_id"]
    assert [request.reference for request in desk.requests()] == [
        first["metadata"]["reference"],
        second["metadata"]["reference"],
    ]


def test_the_last_turns_go_along_but_no_notes_and_no_failures(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Oi")
    fila.answer("Olá!")
    desk.ticks()
    with transaction(desk.context.sessions) as session:
        conversation_id = desk.conversation(maria).id
        for kind, status in (("note", "sent"), ("text", "failed")):
            session.add(
                Message(
                    conversation_id=conversation_id,
                    sender_type="attendant",
                    message_type=kind,
                    content="segredo",
                    status=status,
                    sent_at=desk.conversation(maria).last_message_at,
                )
            )
    desk.asks(maria, "Tem estacionamento?")
    messages = fila.rows[0]["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert messages[-1]["content"] == "<cliente>Tem estacionamento?</cliente>"
    assert "segredo" not in str(messages)


def test_one_list_call_serves_all_open_questions(desk: Desk, fila: FilaIaDouble) -> None:
    customers = [desk.customer() for _ in range(4)]
    for customer in customers:
        desk.asks(customer)
    fila.answer()
    desk.ticks()
    assert desk.states() == ["answered"] * 4
    assert fila.calls == [POST] * 4 + [LIST]


def test_polls_come_less_and_less_often(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    looked_at = []
    for second in range(1, 40):
        desk.ticks(1)
        if fila.calls.count(LIST) > len(looked_at):
            looked_at.append(second)
    assert looked_at[0] in {2, 3}
    pauses = [later - earlier for earlier, later in pairwise(looked_at)]
    assert pauses == sorted(pauses)
    assert len(looked_at) <= 8


def test_nothing_open_nothing_due(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    fila.answer()
    desk.ticks()
    desk.clock.shift(60)
    desk.context.redis.delete("ai:sweep")
    assert not polling.due(desk.context)
    assert len(fila.calls) == 2


def test_a_job_run_twice_asks_once(desk: Desk, fila: FilaIaDouble) -> None:
    message = desk.asks(desk.customer())
    consider(desk.context, desk.provider, message.id)
    assert len(desk.requests()) == 1
    assert fila.calls == [POST]


def test_an_answer_seen_twice_is_sent_once(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.ticks()
    with transaction(desk.context.sessions) as session:  # as if the first job had been killed after commit
        session.scalars(select(AiRequest)).one().next_step_at = desk.requests()[0].created_at
    polling.advance(desk.context, desk.provider)
    assert [who for who, _ in desk.thread(maria)].count("bot") == 1


def test_the_customer_writes_again_and_gets_one_answer_to_both(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Oi")
    desk.asks(maria, "Qual o preço?")
    assert desk.states() == ["superseded", "open"]
    fila.answer("R$ 10")
    desk.ticks()
    assert [who for who, _ in desk.thread(maria)].count("bot") == 1
    assert [message["role"] for message in fila.rows[0]["messages"]] == ["system", "user", "user"]


def test_a_late_answer_is_dropped_if_the_customer_wrote_meanwhile(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Oi")
    fila.answer("velha")
    desk.writes(maria, "Deixa, é outra coisa")  # its job has not run yet
    desk.ticks()
    assert desk.states() == ["superseded"]
    assert "bot" not in [who for who, _ in desk.thread(maria)]


def test_of_two_messages_only_the_newest_is_asked(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    first = desk.writes(maria, "Oi")
    desk.asks(maria, "Qual o preço?")
    consider(desk.context, desk.provider, first.id)  # its job was late
    assert len(desk.requests()) == 1
    assert fila.calls == [POST]


def test_a_late_answer_is_dropped_if_a_person_took_over(desk: Desk, fila: FilaIaDouble, ana: object) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    with transaction(desk.context.sessions) as session:
        take_over(session, session.merge(desk.conversation(maria)), ana)  # type: ignore[arg-type]
    desk.ticks()
    assert desk.states() == ["superseded"]
    assert "bot" not in [who for who, _ in desk.thread(maria)]
    assert desk.conversation(maria).status == "open"


def test_a_conversation_with_a_person_is_left_alone(desk: Desk, fila: FilaIaDouble, ana: object) -> None:
    maria = desk.customer()
    desk.writes(maria)
    with transaction(desk.context.sessions) as session:
        take_over(session, session.merge(desk.conversation(maria)), ana)  # type: ignore[arg-type]
    desk.asks(maria)
    assert fila.calls == []


def test_the_provisioning_test_is_never_answered(desk: Desk, fila: FilaIaDouble) -> None:
    smoke = desk.customer(is_synthetic=True)
    desk.asks(smoke)
    desk.ticks(60)
    assert fila.calls == []
    assert desk.conversation(smoke).status == "bot"


def test_a_reaction_asks_nothing(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Oi")
    desk.asks(maria, "👍", kind="reaction")
    fila.answer()
    desk.ticks()
    assert desk.states() == ["answered"]
    assert waits_for_person(desk.conversation(maria)) is None


def test_an_endless_answer_fits_in_a_message(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer("palavra " * 2_000)
    desk.ticks()
    text = desk.thread(maria)[-1][1]
    assert len(text) <= 4096
    assert text.endswith("…")


def test_a_forgotten_message_is_found(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.writes(maria)  # the job was lost with Redis
    desk.ticks(5)
    assert fila.calls == []  # its job may still be waiting
    desk.context.redis.delete("ai:sweep")
    desk.ticks(15)
    assert fila.calls == [POST]


@pytest.mark.parametrize(
    ("hours", "reason", "told"),
    [(23.5, "ai_timeout", ["customer", "system"]), (72, "window_closed", ["customer"])],
)
def test_a_message_forgotten_for_long_goes_to_a_person(
    desk: Desk, fila: FilaIaDouble, hours: float, reason: str, told: list[str]
) -> None:
    maria = desk.customer()
    message = desk.writes(maria)  # then the worker was away, and Redis was emptied
    sweeps.consider_long_forgotten(desk.context)
    assert desk.context.queues[AI].count == 0
    desk.ticks(hours * 3600)
    sweeps.consider_long_forgotten(desk.context)
    (job,) = desk.context.queues[AI].jobs
    assert job.args == [message.id]
    consider(desk.context, desk.provider, message.id)
    assert waits_for_person(desk.conversation(maria)) == reason
    assert [who for who, _ in desk.thread(maria)] == told
    assert fila.calls == []
    desk.context.queues[AI].empty()
    sweeps.consider_long_forgotten(desk.context)
    assert desk.context.queues[AI].count == 0


def test_what_was_answered_long_ago_is_not_forgotten(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.ticks()
    desk.clock.shift(72 * 3600)
    sweeps.consider_long_forgotten(desk.context)
    assert desk.context.queues[AI].count == 0


def test_an_unknown_message_is_nothing(desk: Desk, fila: FilaIaDouble) -> None:
    consider(desk.context, desk.provider, 999_999)
    assert fila.calls == []
