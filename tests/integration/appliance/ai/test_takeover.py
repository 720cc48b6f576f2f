"""Somebody takes over while FILA-IA thinks: the bot is silent, and nobody asks or looks for it any more."""

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.ai.breaker import BreakerState
from appliance.contacts.models import Contact
from appliance.conversations.actions import close, take_over
from appliance.conversations.models import Message
from appliance.whatsapp.graph import GraphClient
from tests.integration.appliance.ai.conftest import Desk, FilaIaDouble
from tests.integration.appliance.sending_once import send_conversation

pytestmark = pytest.mark.integration

POST, LIST = "POST /requests", "GET /requests"


def takes(desk: Desk, user: User, customer: Contact) -> None:
    take_over(desk.context, desk.conversation(customer).id, user)


def test_what_waits_for_its_turn_is_never_put(desk: Desk, fila: FilaIaDouble, ana: User) -> None:
    customers = [desk.customer() for _ in range(7)]
    for customer in customers:
        desk.asks(customer)
    takes(desk, ana, customers[6])
    fila.answer()
    desk.ticks(12)
    desk.ticks(12)
    assert fila.calls == [POST] * 6 + [LIST]
    assert desk.states() == ["answered"] * 6 + ["superseded"]
    assert [who for who, _ in desk.thread(customers[6])] == ["customer"]


def test_nobody_looks_for_its_answer_any_more(desk: Desk, fila: FilaIaDouble, ana: User) -> None:
    maria = desk.customer()
    desk.asks(maria)
    takes(desk, ana, maria)
    for _ in range(10):
        desk.ticks(5)
    assert fila.calls == [POST]
    assert desk.states() == ["superseded"]
    assert desk.conversation(maria).status == "open"


def test_so_it_is_when_the_conversation_was_closed(desk: Desk, fila: FilaIaDouble, ana: User) -> None:
    maria = desk.customer()
    desk.asks(maria)
    close(desk.context, desk.conversation(maria).id, ana)
    fila.answer()
    desk.ticks()
    assert [who for who, _ in desk.thread(maria)] == ["customer"]
    assert desk.states() == ["superseded"]


@pytest.mark.parametrize("call", ["submit", "newest"])
def test_taken_over_during_the_call(
    desk: Desk, fila: FilaIaDouble, ana: User, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """FILA-IA answers, and in that moment the attendant presses the button."""
    maria = desk.customer()
    client = type(desk.provider.client)
    made = getattr(client, call)

    def pressed_meanwhile(*arguments: object) -> object:
        fila.answer()
        result = made(*arguments)
        takes(desk, ana, maria)
        return result

    monkeypatch.setattr(client, call, pressed_meanwhile)
    desk.asks(maria)
    fila.answer()
    desk.ticks()
    assert [who for who, _ in desk.thread(maria)] == ["customer"]
    assert desk.states() == ["superseded"]


def test_an_answer_that_is_queued_already_is_not_sent(
    desk: Desk, fila: FilaIaDouble, ana: User, graph: GraphClient, meta: HTTPServer
) -> None:
    """Ownership is looked at again right before the call to WhatsApp."""
    maria = desk.customer()
    desk.asks(maria)
    fila.answer()
    desk.ticks()
    takes(desk, ana, maria)
    send_conversation(desk.context, graph, desk.conversation(maria).id)
    assert not [request for request, _ in meta.log if request.path.startswith("/graph")]
    with desk.context.sessions() as session:
        message = session.scalars(select(Message).where(Message.sender_type == "bot")).one()
    assert (message.status, message.error and message.error["kind"]) == ("failed", "superseded")


def test_a_probe_that_is_not_awaited_any_more_makes_room_for_another(
    desk: Desk, fila: FilaIaDouble, ana: User
) -> None:
    breaker = desk.provider.breaker
    for token in ("a", "b", "c"):
        breaker.failure(token)
    desk.context.redis.hset("ai:breaker:fila_ia", "opened_at", "0")  # it has rested
    maria, joao = desk.customer(), desk.customer("João")
    desk.asks(maria)
    takes(desk, ana, maria)
    desk.ticks()
    desk.asks(joao)
    fila.answer()
    desk.ticks(3)
    assert desk.thread(joao)[-1][0] == "bot"
    assert breaker.state() is BreakerState.CLOSED
