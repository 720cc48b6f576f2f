"""Killed anywhere, answered at most once: lost answers are found again by our own reference."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.ai import asking, polling, states
from appliance.ai.asking import consider
from appliance.ai.handing import answer
from appliance.ai.models import AiRequest
from appliance.conversations.actions import take_over
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.restoring import settle_after_restore
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble, waits_for_person

pytestmark = pytest.mark.integration

POST, LIST = "POST /requests", "GET /requests"


class Killed(BaseException):
    """What SIGKILL looks like from inside: nothing after it runs."""


def test_a_lost_answer_to_a_post_is_found_in_the_list(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults = ["lost"]
    desk.asks(maria)
    assert desk.states() == ["submitting"]
    fila.answer("Achei!")
    desk.ticks()
    assert desk.thread(maria)[-1][1].endswith("Achei!")
    assert fila.calls == [POST, LIST]


def test_a_lost_answer_still_pending_is_polled_on(desk: Desk, fila: FilaIaDouble) -> None:
    fila.faults = ["lost"]
    desk.asks(desk.customer())
    desk.ticks()
    (request,) = desk.requests()
    assert (request.state, request.upstream_id) == ("open", fila.rows[0]["id"])


def test_a_post_that_never_arrived_is_put_again(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    fila.faults = ["lost"]
    desk.asks(maria)
    fila.rows.clear()
    for _ in range(3):
        desk.ticks(4)
    assert fila.calls.count(POST) == 2
    fila.answer()
    desk.ticks(5)
    assert desk.states() == ["answered"]


def test_of_a_question_put_twice_one_answer_is_sent(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.rows.append({**fila.rows[0], "id": "older-twin"})
    fila.answer()
    desk.ticks()
    assert [who for who, _ in desk.thread(maria)].count("bot") == 1


@pytest.mark.parametrize("when", ["before the call", "after the call"])
def test_killed_while_submitting(
    desk: Desk, fila: FilaIaDouble, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    maria = desk.customer()
    submit = type(desk.provider.client).submit

    def killed(client: object, question: object) -> str:
        if when == "after the call":
            submit(client, question)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.provider.client), "submit", killed)
        with pytest.raises(Killed):
            desk.asks(maria)
    assert desk.states() == ["submitting"]
    desk.ticks(5)
    assert LIST not in fila.calls  # whoever claimed it may still be at it
    fila.answer()
    for _ in range(10):
        desk.ticks(4)
        fila.answer()
    assert desk.states() == ["answered"]
    assert [who for who, _ in desk.thread(maria)].count("bot") == 1
    assert fila.calls.count(POST) == 1


def test_killed_between_storing_and_asking(
    desk: Desk, fila: FilaIaDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    maria = desk.customer()
    with monkeypatch.context() as patch:
        patch.setattr(asking, "submit", killed)
        with pytest.raises(Killed):
            desk.asks(maria)
    assert desk.states() == ["new"]
    desk.ticks(5.1)
    assert desk.states() == ["open"]


def test_killed_while_polling(desk: Desk, fila: FilaIaDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise Killed

    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.provider.client), "newest", killed)
        with pytest.raises(Killed):
            desk.ticks()
    desk.ticks(5)
    assert desk.states() == ["open"]  # its lease still runs
    desk.ticks(16)
    assert desk.states() == ["answered"]


def test_two_polls_at_once_take_each_question_once(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    desk.clock.shift(timedelta(seconds=3))
    now = utc_now()
    first = states.claim_due(desk.context.sessions, now)
    second = states.claim_due(desk.context.sessions, now)
    assert (len(first), len(second)) == (1, 0)


def in_threads(*works: Callable[[], object]) -> None:
    """All at the same moment; the first failure is raised."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()


def test_a_burst_considered_by_several_at_once_is_one_question(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    ids = [desk.writes(maria, f"linha {number}").id for number in range(4)]
    in_threads(*(partial(consider, desk.context, desk.provider, message_id) for message_id in ids * 2))
    assert desk.states() == ["open"]
    assert fila.calls == [POST]


def test_two_workers_send_one_answer(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.clock.shift(timedelta(seconds=3))
    request, row = desk.requests()[0], desk.provider.client.newest(5)[0]
    in_threads(*[partial(answer, desk.context, request, row.text)] * 4)
    assert [who for who, _ in desk.thread(maria)].count("bot") == 1


def test_an_answer_and_a_takeover_at_once_never_both_speak(desk: Desk, ana: User) -> None:
    """Whoever is first: the answer is queued before the takeover, or not at all."""
    maria = desk.customer()
    desk.asks(maria)
    (request,) = desk.requests()

    def takes_over() -> None:
        take_over(desk.context, request.conversation_id, ana)

    in_threads(takes_over, partial(answer, desk.context, request, "Olá!"))
    with desk.context.sessions() as session:
        bots = session.scalars(select(Message).where(Message.sender_type == "bot")).all()
    assert desk.conversation(maria).status == "open"
    assert desk.states() == (["answered"] if bots else ["superseded"])
    assert all(message.owner_version != desk.conversation(maria).version for message in bots)


def test_a_submission_is_claimed_once(desk: Desk, fila: FilaIaDouble) -> None:
    desk.asks(desk.customer())
    with transaction(desk.context.sessions) as session:
        row = session.scalars(select(AiRequest)).one()
        row.state = "new"
    (request,) = desk.requests()
    assert states.claim_submission(desk.context.sessions, request)
    assert not states.claim_submission(desk.context.sessions, request)


def test_a_question_missing_from_the_list_is_asked_for_by_id(desk: Desk, fila: FilaIaDouble) -> None:
    """Somebody else filled the page with rows of the same key."""
    desk.asks(desk.customer())
    fila.answer()
    strangers = [{"id": str(number), "status": "pending", "metadata": None} for number in range(30)]
    fila.rows[:0] = strangers
    desk.ticks()
    assert desk.states() == ["answered"]
    assert fila.calls == [POST, LIST, f"GET /requests/{fila.rows[-1]['id']}"]


def test_a_question_that_fila_ia_forgot_goes_to_a_person(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    fila.rows.clear()
    desk.ticks()
    assert waits_for_person(desk.conversation(maria)) == "ai_unavailable"


def test_finished_questions_are_never_looked_for(desk: Desk, fila: FilaIaDouble) -> None:
    maria = desk.customer()
    desk.asks(maria)
    desk.asks(maria, "Mais uma coisa")
    fila.answer()
    desk.ticks()
    calls = len(fila.calls)
    polling.advance(desk.context, desk.provider)
    assert desk.states() == ["superseded", "answered"]
    assert len(fila.calls) == calls


def test_after_a_restore_who_waited_for_an_answer_waits_for_a_person(desk: Desk, fila: FilaIaDouble) -> None:
    """The question was in the backup; whether its answer was sent since then, nobody knows."""
    maria, joao = desk.customer(), desk.customer("João")
    desk.asks(joao)
    fila.answer()
    desk.ticks()
    desk.asks(maria)
    assert settle_after_restore(desk.context.sessions)["questions"] == 1
    desk.ticks(60)
    assert waits_for_person(desk.conversation(maria)) == "ai_unavailable"
    assert waits_for_person(desk.conversation(joao)) is None
    assert [who for who, _ in desk.thread(maria)] == ["customer"]
