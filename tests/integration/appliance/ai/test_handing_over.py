"""FILA-IA down, slow, throttled, apologising: the conversation waits for a person, visibly."""

from datetime import timedelta

import pytest
import redis
from sqlalchemy import select

from appliance.ai import polling, texts
from appliance.ai.asking import consider
from appliance.ai.health import ai_state
from appliance.ai.models import AiRequest
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.realtime.models import Event
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble, waits_for_person

pytestmark = pytest.mark.integration

POST, LIST = "POST /requests", "GET /requests"


def test_a_handover_is_visible(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria, "Quero falar com um atendente")
    assert waits_for_person(desk.conversation(maria)) == "asked_for_person"
    assert desk.thread(maria)[-1] == ("system", texts.handed_off("pt-BR", "asked_for_person"))
    with desk.context.sessions() as session:
        kinds = {event.kind for event in session.scalars(select(Event))}
    assert "conversation.updated" in kinds
    assert fila.calls == []


@pytest.mark.parametrize("kind", ["image", "audio", "document", "location", "sticker"])
def test_what_the_model_cannot_read_goes_to_a_person(desk: Desk, fila: FilaIaDouble, kind: str) -> None:
    maria = desk.customer()
    desk.asks(maria, "[Imagem]", kind=kind)
    assert waits_for_person(desk.conversation(maria)) == "media"
    assert fila.calls == []


@pytest.mark.parametrize("kind", ["button", "interactive"])
def test_a_tapped_answer_is_text(desk: Desk, fila: FilaIaDouble, kind: str) -> None:
    desk.asks(desk.customer(), "Sim", kind=kind)
    assert fila.calls == [POST]


def test_a_closed_window_needs_a_person_and_no_text_is_queued(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    message = desk.writes(maria)
    with transaction(desk.context.sessions) as session:
        row = session.scalars(select(Conversation)).one()
        row.last_customer_message_at = utc_now() - timedelta(hours=25)
    consider(desk.context, desk.provider, message.id)
    assert waits_for_person(desk.conversation(maria)) == "window_closed"
    assert [who for who, _ in desk.thread(maria)] == ["customer"]


def test_a_canned_apology_is_a_failure(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer("Desculpe, tente mais tarde.", _fallback=True)
    desk.ticks()
    assert waits_for_person(desk.conversation(maria)) == "ai_fallback"
    assert "Desculpe, tente" not in str(desk.thread(maria))


def test_an_empty_answer_is_a_failure(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer(" ")
    desk.ticks()
    assert waits_for_person(desk.conversation(maria)) == "ai_fallback"


def test_failed_upstream(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.fail()
    desk.ticks()
    assert waits_for_person(desk.conversation(maria)) == "ai_unavailable"


def test_no_answer_by_the_deadline(desk: Desk, fila: FilaIaDouble) -> None:
    desk.clock.move_to(utc_now(), tick=False)
    maria = desk.customer()
    desk.asks(maria)
    for _ in range(44):
        desk.ticks(1)
    assert waits_for_person(desk.conversation(maria)) is None
    desk.ticks(2)
    assert waits_for_person(desk.conversation(maria)) == "ai_timeout"
    assert desk.requests()[0].failure == "ai_timeout"


def test_an_unknown_status_is_still_open(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    fila.rows[0]["status"] = "dreaming"
    desk.ticks()
    assert desk.states() == ["open"]


def test_an_answer_after_the_deadline_changes_nothing(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    desk.ticks(46)
    fila.answer()
    desk.ticks()
    assert desk.states() == ["failed"]
    assert "bot" not in [who for who, _ in desk.thread(maria)]


def test_an_answer_found_only_at_the_deadline_still_counts(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.ticks(46)  # the worker was away
    assert desk.states() == ["answered"]


def test_a_short_failure_is_ridden_out(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults = [500, 503]
    desk.asks(maria)
    assert desk.states() == ["new"]
    desk.ticks(1.1)
    desk.ticks(2.1)
    assert desk.states() == ["open"]
    assert fila.calls == [POST] * 3


def test_a_lasting_failure_opens_the_breaker_and_nobody_waits(desk: Desk, fila: FilaIaDouble) -> None:
    maria, joao = desk.customer(), desk.customer("João")
    fila.faults = [500] * 50
    desk.asks(maria)
    for _ in range(4):
        desk.ticks(2)
    assert waits_for_person(desk.conversation(maria)) == "ai_unavailable"
    assert ai_state(desk.context.redis) == "degraded"
    calls = len(fila.calls)
    assert calls == 3
    desk.asks(joao)
    assert waits_for_person(desk.conversation(joao)) == "ai_unavailable"
    assert len(fila.calls) == calls


def test_apologies_open_the_breaker_and_one_probe_closes_it(desk: Desk, fila: FilaIaDouble) -> None:
    for _ in range(3):
        desk.asks(desk.customer())
    fila.answer("Desculpe", _fallback=True)
    desk.ticks()
    assert ai_state(desk.context.redis) == "degraded"
    desk.context.redis.hset("ai:breaker:fila_ia", "opened_at", "0")  # it has rested
    probe, other = desk.customer(), desk.customer()
    desk.asks(probe)
    desk.asks(other)
    assert waits_for_person(desk.conversation(other)) == "ai_unavailable"
    fila.answer()
    desk.ticks(5)
    assert desk.thread(probe)[-1][0] == "bot"
    assert ai_state(desk.context.redis) == "ok"


def test_a_failing_poll_is_repeated(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    fila.faults = [502]
    desk.ticks()
    assert desk.states() == ["open"]
    desk.ticks(5)
    assert desk.states() == ["answered"]


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_refused_key_or_call_goes_to_a_person_and_shows(
    desk: Desk, fila: FilaIaDouble, status: int
) -> None:
    maria = desk.customer()
    fila.faults = [status]
    desk.asks(maria)
    assert waits_for_person(desk.conversation(maria)) == "ai_unavailable"
    assert ai_state(desk.context.redis) == "degraded"
    desk.asks(desk.customer())  # accepted: the key works again
    assert ai_state(desk.context.redis) == "ok"


def test_a_key_refused_while_polling_hands_all_over(desk: Desk, fila: FilaIaDouble) -> None:
    customers = [desk.customer(), desk.customer()]
    for customer in customers:
        desk.asks(customer)
    fila.faults = [403]
    desk.ticks()
    assert [waits_for_person(desk.conversation(customer)) for customer in customers] == ["ai_unavailable"] * 2


def test_throttled_for_a_short_time_waits(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults, fila.retry_after = [429], 2
    desk.asks(maria)
    assert desk.states() == ["new"]
    desk.ticks(3.1)
    assert desk.states() == ["open"]
    assert ai_state(desk.context.redis) == "ok"  # back-pressure is no failure


def test_throttled_for_long_goes_to_a_person(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults, fila.retry_after = [429], 60
    desk.asks(maria)
    assert waits_for_person(desk.conversation(maria)) == "ai_rate_limited"
    assert ai_state(desk.context.redis) == "ok"


def test_throttled_again_and_again_goes_to_a_person_soon(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults, fila.retry_after = [429] * 9, 2
    desk.asks(maria)
    for _ in range(2):
        desk.ticks(3.1)
    assert waits_for_person(desk.conversation(maria)) == "ai_rate_limited"
    assert fila.calls == [POST] * 3


def test_a_throttled_poll_waits(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    fila.faults, fila.retry_after = [429], 4
    desk.ticks()
    fila.answer()
    desk.ticks(2)
    assert desk.states() == ["open"]
    desk.ticks(3)
    assert desk.states() == ["answered"]


def test_a_burst_is_spread_and_what_cannot_wait_goes_to_a_person(desk: Desk, fila: FilaIaDouble) -> None:
    for _ in range(12):
        desk.asks(desk.customer())
    assert fila.calls == [POST] * 6  # the rest of ten seconds is kept for looks
    assert desk.states() == ["open"] * 6 + ["new"] * 6
    with transaction(desk.context.sessions) as session:
        for request in session.scalars(select(AiRequest).where(AiRequest.state == "new")):
            request.deadline_at = utc_now() + timedelta(seconds=6)
            request.next_step_at = utc_now()
    desk.ticks(0)
    assert desk.states()[6:] == ["failed"] * 6
    assert {request.failure for request in desk.requests()[6:]} == {"ai_rate_limited"}


def test_never_asked_by_the_deadline(desk: Desk, fila: FilaIaDouble) -> None:
    """The worker was away for longer than the deadline, with a question waiting for its turn."""
    for _ in range(7):
        desk.asks(desk.customer())
    polled = len(fila.calls)
    desk.ticks(50)
    assert desk.requests()[6].failure == "ai_rate_limited"
    assert fila.calls[polled:] == [LIST]


def test_english_and_spanish_tenants_hear_their_language(desk: Desk) -> None:
    assert "team" in texts.handed_off("en", "ai_timeout")
    assert "equipo" in texts.handed_off("es", "ai_timeout")


def test_due_is_quiet_when_redis_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(desk.context.redis, "set", away)
    assert polling.due(desk.context) is False


@pytest.mark.parametrize(
    ("kind", "text"),
    [("unsupported", "[x]"), ("poll", "[x]"), ("text", "  "), ("text", "[Mensagem do tipo text]")],
)
def test_what_cannot_be_read_has_a_reason_of_its_own(desk: Desk, kind: str, text: str) -> None:
    maria = desk.customer()
    desk.asks(maria, text, kind)
    assert waits_for_person(desk.conversation(maria)) == "unsupported"
