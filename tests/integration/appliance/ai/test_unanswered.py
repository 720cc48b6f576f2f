"""Nobody works through the AI's queue, whatever the reason: the ticker itself hands over who waits."""

from datetime import timedelta

import pytest

from appliance.accounts.models import User
from appliance.ai import texts
from appliance.ai.health import ai_state
from appliance.ai.unanswered import OVERDUE_AFTER
from appliance.conversations.actions import take_over
from appliance.job_queues import AI
from appliance.worker.sweeps import SWEEPS
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble, waits_for_person

pytestmark = pytest.mark.integration

DEADLINE = timedelta(seconds=45)


def sweep(desk: Desk) -> None:
    """One round of the ticker in which no job runs."""
    for each in SWEEPS:
        if each.name in ("ask_for_answers", "hand_over_unanswered", "hand_over_unconsidered"):
            each.run(desk.context)


def test_a_question_that_nobody_looks_after_goes_to_a_person(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    desk.clock.shift(DEADLINE + OVERDUE_AFTER - timedelta(seconds=2))
    sweep(desk)
    assert desk.states() == ["open"]  # whoever held it may just have died: the next one looks first
    assert ai_state(desk.context.redis) == "ok"
    desk.clock.shift(timedelta(seconds=3))
    sweep(desk)
    assert waits_for_person(desk.conversation(maria)) == texts.TIMED_OUT
    assert [who for who, _ in desk.thread(maria)] == ["customer", "system"]
    assert desk.states() == ["failed"]


def test_a_message_that_never_became_a_question_goes_to_a_person(desk: Desk) -> None:
    maria = desk.customer()
    desk.writes(maria)
    desk.clock.shift(timedelta(seconds=60))
    sweep(desk)
    assert waits_for_person(desk.conversation(maria)) is None
    desk.clock.shift(timedelta(seconds=15))
    sweep(desk)
    assert waits_for_person(desk.conversation(maria)) == texts.TIMED_OUT
    assert desk.states() == []


def test_handed_over_once(desk: Desk) -> None:
    maria = desk.customer()
    desk.asks(maria)
    desk.writes(maria, "Alguém aí?")
    desk.clock.shift(2 * DEADLINE)
    for _ in range(3):
        sweep(desk)
    assert [who for who, _ in desk.thread(maria)] == ["customer", "customer", "system"]
    assert desk.conversation(maria).version == 2


def test_whom_a_person_answers_is_left_alone(desk: Desk, ana: User) -> None:
    maria = desk.customer()
    desk.asks(maria)
    take_over(desk.context, desk.conversation(maria).id, ana)
    desk.clock.shift(2 * DEADLINE)
    sweep(desk)
    assert desk.conversation(maria).status == "open"
    assert desk.states() == ["superseded"]


def test_it_shows_until_somebody_works_through_the_queue_again(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    desk.clock.shift(2 * DEADLINE)
    sweep(desk)
    assert ai_state(desk.context.redis) == "stalled"
    desk.asks(desk.customer())
    desk.ticks()
    assert ai_state(desk.context.redis) == "ok"


def test_a_leftover_of_the_job_does_not_keep_it_from_being_asked_for(desk: Desk) -> None:
    """As a Redis left it that lost its transactions: the key alone, in no queue."""
    desk.asks(desk.customer())
    desk.context.redis.hset("rq:job:poll_answers", "status", "queued")
    desk.clock.shift(timedelta(seconds=3))
    sweep(desk)
    assert desk.context.queues[AI].job_ids == ["poll_answers"]
