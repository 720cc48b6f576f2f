"""On a phone: one pane at a time, and all of it within reach of a thumb."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat
from tests.e2e.journeys.conftest import Sit

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fits(seat: Seat) -> None:
    """Nothing has to be pushed sideways."""
    assert seat.page.evaluate(TOO_WIDE) == 0


def test_a_conversation_on_a_phone(sit: Sit, attendant: Person, celia: Customer) -> None:
    seat = sit(attendant, **PHONE)
    fits(seat)
    celia.writes("Quero falar com uma pessoa")
    seat.row(celia).tap()
    one_pane_at_a_time(seat, celia)
    seat.row(celia).tap()
    takes_and_answers(seat, celia)
    looks_at_the_contact(seat, celia)
    uses_the_dialogs(seat)
    finds_the_way_around(seat, attendant)


def one_pane_at_a_time(seat: Seat, customer: Customer) -> None:
    expect(seat.thread(customer)).to_be_visible()
    expect(seat.rows.first).to_be_hidden()
    fits(seat)
    seat.page.go_back()
    expect(seat.row(customer)).to_be_visible()
    expect(seat.thread(customer)).to_be_hidden()
    seat.page.go_forward()
    expect(seat.thread(customer)).to_be_visible()
    seat.page.get_by_role("link", name="Voltar para a lista").tap()
    expect(seat.row(customer)).to_be_visible()


def takes_and_answers(seat: Seat, customer: Customer) -> None:
    seat.page.get_by_role("button", name="Assumir conversa").tap()
    seat.composer.fill("Boa tarde! " + "Um texto comprido, sem fim à vista. " * 12)
    fits(seat)
    seat.page.get_by_role("button", name="Enviar mensagem", exact=True).tap()
    expect(seat.messages.get_by_text("Boa tarde!")).to_be_in_viewport()
    customer.writes("https://exemplo.com.br/" + "endereco-que-nao-quebra" * 8)
    expect(seat.messages.get_by_text("exemplo.com.br")).to_be_in_viewport()
    fits(seat)
    seat.messages.get_by_text("exemplo.com.br").press("Tab")


def looks_at_the_contact(seat: Seat, customer: Customer) -> None:
    seat.page.get_by_role("button", name="Dados do contato").tap()
    panel = seat.page.get_by_role("complementary", name="Contato")
    expect(panel.get_by_text(customer.name)).to_be_in_viewport()
    fits(seat)
    seat.page.get_by_role("button", name="Fechar dados do contato").tap()
    expect(seat.composer).to_be_in_viewport()


def uses_the_dialogs(seat: Seat) -> None:
    seat.page.get_by_role("button", name="Transferir conversa").tap()
    expect(seat.dialog.get_by_role("button", name="Transferir", exact=True)).to_be_in_viewport()
    fits(seat)
    seat.dialog.get_by_role("button", name="Cancelar").tap()
    expect(seat.dialog).to_be_hidden()
    seat.page.get_by_role("button", name="Agendar").tap()
    expect(seat.dialog.get_by_role("button", name="Agendar", exact=True)).to_be_in_viewport()
    fits(seat)
    seat.dialog.get_by_role("button", name="Fechar").tap()
    seat.page.get_by_role("button", name="Etiquetas, prioridade e adiamento").tap()
    expect(seat.page.get_by_role("button", name="Escolher dia e hora…")).to_be_in_viewport()
    fits(seat)
    seat.page.get_by_role("button", name="Etiquetas da conversa").tap()
    expect(seat.dialog).to_be_visible()
    fits(seat)
    seat.dialog.get_by_role("button", name="Fechar").tap()


def finds_the_way_around(seat: Seat, me: Person) -> None:
    seat.page.get_by_role("link", name="Voltar para a lista").tap()
    seat.page.get_by_role("button", name="Filtros").tap()
    expect(seat.page.get_by_label("Situação")).to_be_in_viewport()
    fits(seat)
    seat.page.get_by_role("button", name="Filtros").tap()
    seat.page.get_by_role("button", name=f"Conta de {me.name}").tap()
    fits(seat)
    seat.page.get_by_role("link", name=re.compile("Modelos de mensagem")).tap()
    expect(seat.page.get_by_role("heading", name="Modelos de mensagem")).to_be_visible()
    fits(seat)
