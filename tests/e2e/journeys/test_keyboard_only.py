"""From signing in to closing a conversation without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import PASSWORD, Customer, Person, Seat, arrange
from tests.e2e.journeys.conftest import Sit
from tests.e2e.platform import Desk, Platform
from tests.keyboard import SEEN, tab_to

pytestmark = pytest.mark.e2e


def test_a_conversation_without_a_mouse(
    platform: Platform, sit: Sit, admin: Desk, attendant: Person, celia: Customer
) -> None:
    reason = arrange(admin, "/close-reasons", {"name": f"Engano {attendant.name}"})["name"]
    seat = sit()
    signs_in(seat, attendant)
    reads_the_list_of_keys(seat)
    celia.writes("Quero falar com uma pessoa")
    walks_to(seat, celia)
    answers(seat, celia)
    quotes_and_reacts(seat, celia)
    writes_a_note(seat)
    looks_at_the_contact(seat)
    searches(seat, celia)
    closes(seat, celia, reason)


def signs_in(seat: Seat, me: Person) -> None:
    seat.arrive()
    keys = seat.page.keyboard
    expect(seat.page.get_by_label("E-mail")).to_be_focused()
    keys.type(me.email)
    tab_to(seat.page, seat.page.get_by_label("Senha", exact=True))
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(seat.page.get_by_role("group", name="Filtrar conversas")).to_be_visible()


def reads_the_list_of_keys(seat: Seat) -> None:
    seat.page.keyboard.press("?")
    expect(seat.dialog.get_by_role("heading", name="Atalhos do teclado")).to_be_visible()
    for words in ("Próxima conversa", "Responder ao cliente", "Assumir a conversa", "Encerrar a conversa"):
        expect(seat.dialog.get_by_text(words)).to_be_visible()
    seat.page.keyboard.press("Escape")
    expect(seat.dialog).to_be_hidden()


def walks_to(seat: Seat, customer: Customer) -> None:
    expect(seat.row(customer)).to_be_visible()
    seat.page.keyboard.press("j")
    expect(seat.thread(customer)).to_be_visible()
    if seat.rows.count() > 1:
        seat.page.keyboard.press("j")
        expect(seat.thread(customer)).to_be_hidden()
        seat.page.keyboard.press("k")
        expect(seat.thread(customer)).to_be_visible()


def answers(seat: Seat, customer: Customer) -> None:
    seat.page.keyboard.press("a")
    expect(seat.composer).to_be_focused()
    seat.page.keyboard.type("Boa tarde, em que posso ajudar?")
    seat.page.keyboard.press("Enter")
    seat.sees("Boa tarde, em que posso ajudar?")
    expect(seat.composer).to_be_focused()
    customer.got("em que posso ajudar?")


def quotes_and_reacts(seat: Seat, customer: Customer) -> None:
    customer.writes("Meu boleto venceu")
    seat.sees("Meu boleto venceu")
    page = seat.page
    tab_to(page, seat.messages, key="Shift+Tab")
    page.keyboard.press("ArrowUp")
    reply = page.get_by_role("group", name="Ações da mensagem").get_by_role("button", name="Responder")
    tab_to(page, reply)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Respondendo a")).to_be_visible()
    expect(seat.composer).to_be_focused()
    page.keyboard.type("Mando outro agora")
    page.keyboard.press("Enter")
    assert customer.got("Mando outro agora")["reply_to"]


def writes_a_note(seat: Seat) -> None:
    keys = seat.page.keyboard
    keys.press("Escape")
    keys.press("n")
    expect(seat.page.get_by_role("textbox", name="Nota interna")).to_be_focused()
    keys.type("Boleto vencido ontem")
    keys.press("Enter")
    seat.sees("Boleto vencido ontem")
    keys.press("Escape")
    keys.press("r")
    expect(seat.composer).to_be_focused()


def looks_at_the_contact(seat: Seat) -> None:
    keys = seat.page.keyboard
    heading = seat.page.get_by_role("heading", name="Contato", exact=True)
    was_open = heading.is_visible()
    keys.press("Escape")
    keys.press("c")
    expect(heading).to_be_visible(visible=not was_open)
    keys.press("c")
    expect(heading).to_be_visible(visible=was_open)


def searches(seat: Seat, customer: Customer) -> None:
    keys = seat.page.keyboard
    keys.press("/")
    expect(seat.page.get_by_role("searchbox", name="Nome, número")).to_be_focused()
    keys.type(customer.name)
    found = (
        seat.page.get_by_role("region", name="Conversas").get_by_role("link").filter(has_text=customer.name)
    )
    expect(seat.page.get_by_role("heading", name="Mensagens", exact=True)).to_be_visible()
    tab_to(seat.page, found)
    keys.press("Enter")
    expect(seat.thread(customer)).to_be_visible()
    keys.press("/")
    keys.press("Escape")
    expect(seat.row(customer)).to_be_visible()


def closes(seat: Seat, customer: Customer, reason: str) -> None:
    keys = seat.page.keyboard
    keys.press("Escape")
    tab_to(seat.page, seat.row(customer))
    keys.press("Enter")
    keys.press("Escape")
    keys.press("e")
    chosen = seat.dialog.get_by_label("Motivo")
    expect(chosen).to_be_visible()
    tab_to(seat.page, chosen, key="Shift+Tab")
    keys.type(reason)
    tab_to(seat.page, seat.dialog.get_by_role("button", name="Encerrar", exact=True))
    keys.press("Enter")
    seat.is_told("Conversa encerrada.")
    expect(seat.page.get_by_text(f"Motivo: {reason}")).to_be_visible()
    assert not seat.page.evaluate(SEEN).startswith("no ring")
