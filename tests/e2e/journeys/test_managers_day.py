"""A manager's day: sees who waits, helps, takes over, hands on, and reads what customers thought."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat, arrange, hire
from tests.e2e.journeys.conftest import Queue, Sit
from tests.e2e.platform import Desk, Platform

pytestmark = pytest.mark.e2e


@pytest.fixture
def sales(admin: Desk, attendant: Person, queue: Queue) -> dict[str, Any]:
    """Where customers are promised an answer within a minute, and asked what they think."""
    made = queue(f"Vendas {attendant.name.split()[1]}", attendant, is_default=True)
    promise = {"queue_id": made["id"], "response_minutes": 1, "warn_percent": 10}
    arrange(admin, "/service-levels", promise)
    survey = {"queue_id": made["id"], "kind": "csat", "question": f"E o atendimento de {attendant.name}?"}
    arrange(admin, "/survey-rules", survey)
    return made


def test_the_day_of_a_manager(
    platform: Platform,
    sit: Sit,
    attendant: Person,
    celia: Customer,
    sales: dict[str, Any],
    tmp_path: Path,
) -> None:
    boss = hire(platform, "Helena", "gerente")
    clerk, seat = sit(attendant), sit(boss)
    late = Customer(platform, "Davi")
    late.writes("Quero falar com uma pessoa")
    clerk.take_the_first(celia)
    looks_at_the_board(seat, attendant, late, sales["name"])
    sees_who_is_late(seat, late)
    listens_and_whispers(seat, clerk, celia, attendant)
    takes_over(seat, clerk, celia, attendant, boss)
    hands_on(seat, clerk, celia, attendant)
    question = f"E o atendimento de {attendant.name}?"
    is_closed_and_rated(clerk, celia, question)
    reads_what_customers_thought(seat, celia, attendant, sales["name"], tmp_path)


def looks_at_the_board(seat: Seat, clerk: Person, waits: Customer, queue: str) -> None:
    seat.page.get_by_role("link", name="Painel ao vivo").click()
    person = seat.page.get_by_role("row").filter(has_text=clerk.name)
    expect(person).to_contain_text("Disponível")
    expect(person.get_by_role("cell").first).to_have_text("1")
    card = seat.page.get_by_role("link", name=re.compile(f"^{queue}"))
    expect(card).to_contain_text(re.compile(r"1\s*esperando"))
    expect(card).to_contain_text("1 em atendimento")
    waiting = seat.page.get_by_role("region", name="Esperando há mais tempo").get_by_role("link")
    expect(waiting.first).to_contain_text(re.compile(r"\d+ (s|min|h)"))
    card.click()
    expect(seat.row(waits)).to_be_visible()


def sees_who_is_late(seat: Seat, waits: Customer) -> None:
    expect(seat.row(waits)).to_contain_text(re.compile("Prazo|Atraso"))
    seat.page.get_by_role("button", name="Limpar filtros").click()
    seat.tab("Todas")


def listens_and_whispers(seat: Seat, clerk: Seat, customer: Customer, who: Person) -> None:
    seat.open(customer)
    expect(seat.page.get_by_text(f"{who.name} está atendendo este cliente")).to_be_visible()
    customer.writes("Vocês cobrem a oferta do vizinho?")
    seat.sees("Vocês cobrem a oferta do vizinho?")
    seat.write_note("Pode cobrir, até 10 %")
    clerk.sees("Pode cobrir, até 10 %")
    clerk.say("Cobrimos, com 10 % de desconto")
    seat.sees("Cobrimos, com 10 % de desconto")
    customer.got("Cobrimos, com 10 % de desconto")
    assert customer.times_got("Pode cobrir, até 10 %") == 0


def takes_over(seat: Seat, clerk: Seat, customer: Customer, who: Person, boss: Person) -> None:
    seat.page.get_by_role("button", name=f"Assumir no lugar de {who.name.split()[0]}").click()
    expect(seat.composer).to_be_visible()
    expect(clerk.page.get_by_text(f"{boss.name} está atendendo este cliente")).to_be_visible()
    clerk.sees(f"{boss.name} assumiu no lugar de {who.name}.")
    seat.say("Aqui é a gerente, está combinado")
    customer.got("Aqui é a gerente")


def hands_on(seat: Seat, clerk: Seat, customer: Customer, to: Person) -> None:
    clerk.page.get_by_role("link", name="Modelos de mensagem").click()
    clerk.page.get_by_role("link", name="Conversas").click()
    expect(clerk.page.get_by_text("Escolha uma conversa")).to_be_visible()
    seat.page.get_by_role("button", name="Transferir conversa").click()
    seat.dialog.get_by_role("radio", name=to.name).check()
    seat.dialog.get_by_label("Nota para quem recebe (opcional)").fill("Feche com 10 %")
    seat.dialog.get_by_role("button", name="Transferir", exact=True).click()
    seat.is_told(f"Conversa transferida para {to.name}.")
    clerk.is_told(f"Um colega transferiu a conversa com {customer.name} para você.")
    expect(clerk.row(customer)).to_contain_text("Transferida por um colega")


def is_closed_and_rated(clerk: Seat, customer: Customer, question: str) -> None:
    clerk.open(customer)
    clerk.sees("Feche com 10 %")
    clerk.close()
    asked = customer.got(question)
    customer.taps(asked, 3)
    expect(clerk.messages.get_by_text("2 · Ruim").last).to_be_visible()


def reads_what_customers_thought(
    seat: Seat, customer: Customer, who: Person, queue: str, folder: Path
) -> None:
    seat.page.get_by_role("link", name="Configurações").click()
    pages = seat.page.get_by_role("navigation", name="Páginas de configuração")
    pages.get_by_role("link", name="Respostas das pesquisas").click()
    given = seat.page.get_by_role("article").filter(has_text=customer.name)
    expect(given).to_contain_text("2/5")
    expect(given).to_contain_text(f"{who.name} · {queue}")
    seat.page.get_by_role("combobox", name="Por", exact=True).select_option("Atendente")
    summed = seat.page.get_by_role("region", name="Resumo").get_by_role("row").filter(has_text=who.name)
    expect(summed).to_contain_text("2")
    with seat.page.expect_download() as download:
        seat.page.get_by_role("link", name="Exportar CSV").click()
    download.value.save_as(file := folder / "respostas.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [row for row in rows if who.name in row and "2" in row], rows
