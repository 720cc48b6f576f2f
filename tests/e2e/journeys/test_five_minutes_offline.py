"""Five minutes without a network, while customers and colleagues go on; then nothing is missing."""

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat, hire
from tests.e2e.journeys.conftest import Sit
from tests.e2e.platform import Platform

pytestmark = pytest.mark.e2e

WRITTEN = [f"Mensagem {number:02}" for number in range(1, 11)]
TYPED = "Escrevi sem rede"


def test_five_minutes_offline(platform: Platform, sit: Sit, attendant: Person) -> None:
    colleague = hire(platform, "Otávio")
    mine, taken, closed = (Customer(platform, name) for name in ("Rita", "Sílvio", "Tânia"))
    new = Customer(platform, "Ulisses")
    seat, other = sit(), sit(colleague)
    seat.page.clock.install()
    seat.sign_in(attendant)
    seat.take_the_first(mine)
    other.take_the_first(closed)
    taken.writes("Quero falar com uma pessoa")
    expect(seat.row(taken)).to_contain_text("O cliente pediu uma pessoa")
    seat.open(mine)

    seat.page.context.set_offline(True)
    expect(seat.page.get_by_text("Sem conexão em tempo real")).to_be_visible()
    writes_offline(seat)
    life_goes_on(other, mine, taken, closed, new)
    seat.page.clock.fast_forward("05:00")
    expect(seat.row(taken)).to_contain_text("O cliente pediu uma pessoa")

    seat.page.context.set_offline(False)
    nothing_is_missing(seat, mine, taken, closed, new, colleague)
    what_was_typed_left_once(seat, mine)
    counters_are_right(seat, attendant)


def writes_offline(seat: Seat) -> None:
    seat.composer.fill(TYPED)
    seat.composer.press("Enter")
    seat.sees(TYPED)
    expect(seat.messages.get_by_text("Vai sozinha quando a conexão voltar")).to_be_visible()


def life_goes_on(other: Seat, mine: Customer, taken: Customer, closed: Customer, new: Customer) -> None:
    """Thirty messages of three customers; one conversation taken, one closed."""
    began = int(time.time()) - len(WRITTEN)
    for second, words in enumerate(WRITTEN):  # WhatsApp tells the second, and no order within it
        for customer in (mine, taken, new):
            customer.writes(words, timestamp=began + second)
    other.open(taken)
    other.take()
    other.say("Já vi, Sílvio")
    other.open(closed)
    other.close()


def nothing_is_missing(
    seat: Seat, mine: Customer, taken: Customer, closed: Customer, new: Customer, colleague: Person
) -> None:
    expect(seat.page.get_by_text("Sem conexão em tempo real")).to_be_hidden()
    for customer in (mine, taken, new):
        seat.open(customer)
        for words in WRITTEN:  # exactly: the AI repeats what it answers
            expect(seat.messages.get_by_text(words, exact=True)).to_have_count(1)
        shown = seat.messages.inner_text()
        places = [shown.index(words) for words in WRITTEN]
        assert places == sorted(places)
    seat.open(taken)
    seat.sees("Já vi, Sílvio")
    expect(seat.page.get_by_text(f"{colleague.name} está atendendo este cliente")).to_be_visible()
    expect(seat.row(closed)).to_contain_text("Encerrada")


def what_was_typed_left_once(seat: Seat, mine: Customer) -> None:
    seat.open(mine)
    mine.got(TYPED)
    seat.sees(TYPED)
    expect(seat.messages.get_by_text("Vai sozinha quando a conexão voltar")).to_be_hidden()
    assert mine.times_got(TYPED) == 1


def counters_are_right(seat: Seat, me: Person) -> None:
    """As the lists are: what a tab counts is what it holds."""
    seat.tab("Minhas")
    expect(seat.rows).to_have_count(1)
    tabs = seat.page.get_by_role("group", name="Filtrar conversas")
    expect(tabs.get_by_role("button", name="Minhas")).to_contain_text("1")
