"""Two people before the same conversation."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat, arrange, hire
from tests.e2e.journeys.conftest import Sit
from tests.e2e.platform import Desk, Platform

pytestmark = pytest.mark.e2e


def test_what_one_does_the_other_sees(
    platform: Platform, sit: Sit, admin: Desk, attendant: Person, celia: Customer
) -> None:
    boss = hire(platform, "Helena", "gerente")
    label = arrange(admin, "/labels", {"name": f"Troca {boss.name}"})["name"]
    one, other = sit(attendant), sit(boss)
    one.take_the_first(celia)
    other.open(celia)
    both_are_seen(one, other, attendant, boss)
    what_one_sends_the_other_sees_once(one, other, celia)
    both_write_at_the_same_time(one, other, celia)
    notes_and_mentions_arrive(one, other, attendant, celia)
    edits_arrive(one, other, celia, label)
    one_takes_over_from_the_other(one, other, attendant, boss, celia)


def both_are_seen(one: Seat, other: Seat, me: Person, boss: Person) -> None:
    expect(one.page.get_by_text(f"{boss.name.split()[0]} também está vendo")).to_be_visible()
    expect(other.page.get_by_text(f"{me.name.split()[0]} também está vendo")).to_be_visible()
    one.composer.press_sequentially("Um momen")
    expect(other.page.get_by_text(f"{me.name.split()[0]} está escrevendo…")).to_be_visible()
    expect(other.page.get_by_text(f"{me.name} está atendendo este cliente")).to_be_visible()


def what_one_sends_the_other_sees_once(one: Seat, other: Seat, customer: Customer) -> None:
    one.composer.press_sequentially("to, por favor")
    one.composer.press("Enter")
    for seat in (one, other):
        seat.sees("Um momento, por favor")
    customer.got("Um momento, por favor")
    assert customer.times_got("Um momento, por favor") == 1


def both_write_at_the_same_time(one: Seat, other: Seat, customer: Customer) -> None:
    """One the customer, one a note; and the customer at once."""
    other.page.get_by_role("button", name="Nota interna").click()
    note = other.page.get_by_role("textbox", name="Nota interna")
    note.fill("Ofereça o desconto")
    one.composer.fill("Tem no depósito")
    one.composer.press("Enter", no_wait_after=True)
    note.press("Enter", no_wait_after=True)
    customer.writes("E então?")
    for seat in (one, other):
        for words in ("Ofereça o desconto", "Tem no depósito", "E então?"):
            seat.sees(words)
    expect(note).to_have_value("")
    assert customer.got("Tem no depósito")
    assert customer.times_got("Ofereça o desconto") == 0
    assert customer.times_got("Tem no depósito") == 1


def notes_and_mentions_arrive(one: Seat, other: Seat, me: Person, customer: Customer) -> None:
    note = other.page.get_by_role("textbox", name="Nota interna")
    note.press_sequentially(f"@{me.name.split()[1]}")
    other.page.get_by_role("option", name=me.name).click()
    note.press_sequentially("pode aprovar")
    note.press("Enter")
    expect(note).to_have_value("")
    expect(one.messages.get_by_text("pode aprovar")).to_be_visible()
    # who has it before their eyes needs no more; who looks elsewhere is told
    one.page.get_by_role("link", name="Modelos de mensagem").click()
    note.press_sequentially(f"@{me.name.split()[1]}")
    other.page.get_by_role("option", name=me.name).click()
    note.press_sequentially("ainda hoje")
    note.press("Enter")
    expect(note).to_have_value("")
    one.page.get_by_role("link", name="Conversas").click()
    one.page.get_by_role("button", name="Menções: 1 não vista").click()
    mentions = one.page.get_by_role("region", name="Menções")
    mentions.get_by_role("link").filter(has_text="ainda hoje").click()
    expect(one.messages.get_by_text("ainda hoje")).to_be_visible()
    expect(one.page.get_by_role("button", name="Menções", exact=True)).to_be_visible()
    one.tab("Todas")
    one.page.get_by_role("button", name="Limpar busca").is_hidden()
    another = Customer(customer.platform, "Nina")
    another.writes("Bom dia")
    one.open(another)
    note.press_sequentially(f"@{me.name.split()[1]}")
    other.page.get_by_role("option", name=me.name).click()
    note.press_sequentially("urgente")
    note.press("Enter")
    one.is_told(f"mencionou você na conversa com {customer.name}")
    one.open(customer)
    other.page.get_by_role("button", name="Responder", exact=True).click()


def edits_arrive(one: Seat, other: Seat, customer: Customer, label: str) -> None:
    one.page.get_by_role("button", name="Etiquetas, prioridade e adiamento").click()
    one.page.get_by_role("button", name="Etiquetas da conversa").click()
    one.dialog.get_by_role("checkbox", name=label).check()
    expect(other.row(customer)).to_contain_text(label)
    one.dialog.get_by_role("checkbox", name=label).uncheck()
    expect(other.row(customer)).not_to_contain_text(label)
    one.dialog.get_by_role("button", name="Fechar").click()
    other.page.get_by_role("button", name="Etiquetas, prioridade e adiamento").click()
    other.page.get_by_role("button", name="Alta").click()
    other.page.keyboard.press("Escape")
    expect(one.row(customer).get_by_title("Prioridade: Alta")).to_be_visible()


def one_takes_over_from_the_other(
    one: Seat, other: Seat, me: Person, boss: Person, customer: Customer
) -> None:
    one.composer.fill("Já volto com")
    other.page.get_by_role("button", name=f"Assumir no lugar de {me.name.split()[0]}").click()
    expect(other.composer).to_be_visible()
    expect(one.page.get_by_text(f"{boss.name} está atendendo este cliente")).to_be_visible()
    for seat in (one, other):
        seat.sees(f"{boss.name} assumiu no lugar de {me.name}.")
    expect(one.row(customer)).to_contain_text(re.compile(f"Com {boss.name.split()[0]}"))
    other.say("Aqui é a gerente")
    one.sees("Aqui é a gerente")
    assert customer.times_got("Já volto com") == 0
