"""An attendant's day, from signing in to going home."""

import base64
import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.journeys.cast import Customer, Person, Seat, arrange
from tests.e2e.journeys.conftest import Queue, Sit
from tests.e2e.platform import Desk, Platform
from tests.e2e.test_every_kind import approved, picture

pytestmark = pytest.mark.e2e

DAY = 24 * 60 * 60
PASTE = """(field, [name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], name, { type }))
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def office(admin: Desk, attendant: Person, queue: Queue) -> dict[str, Any]:
    """The queue that offers, one to hand over to, and what the client's admin wrote for everybody."""
    mark = attendant.name.split()[1]
    sales = queue(f"Vendas {mark}", attendant, is_default=True, routing="round_robin", offer_seconds=120)
    arrange(
        admin,
        "/survey-rules",
        {"queue_id": sales["id"], "kind": "csat", "question": f"Como foi o atendimento ({mark})?"},
    )
    arrange(
        admin,
        "/canned-answers",
        {
            "shortcut": f"prazo-{mark}",
            "title": "Prazo",
            "content": "{{cliente.primeiro_nome}}, o prazo é de 2 dias.",
        },
    )
    return {
        "sales": sales,
        "finance": queue(f"Financeiro {mark}", attendant),
        "label": arrange(admin, "/labels", {"name": f"Boleto {mark}"}),
        "reason": arrange(admin, "/close-reasons", {"name": f"Resolvido {mark}"}),
        "shortcut": f"prazo-{mark}",
        "survey": f"Como foi o atendimento ({mark})?",
    }


def test_the_day_of_an_attendant(
    platform: Platform, sit: Sit, attendant: Person, celia: Customer, office: dict[str, Any]
) -> None:
    seat = sit(attendant, permissions=["microphone", "clipboard-read", "clipboard-write"])
    begins(seat, attendant)
    is_offered(seat, celia)
    answers(seat, celia)
    sends_files(seat, celia)
    speaks(seat, celia)
    uses_a_canned_answer(seat, celia, office["shortcut"])
    notes_and_sorts(seat, celia, attendant, office["label"]["name"])
    puts_off(seat, celia)
    schedules(seat, celia)
    sends_a_template(seat, platform, Customer(platform, "Davi"))
    hands_over_and_takes_back(seat, celia, office["finance"]["name"], office["sales"]["name"])
    sends_again_what_failed(seat, platform, celia)
    protocol = finds(seat, celia)
    keeps_a_view(seat, celia, office["label"]["name"])
    closes_several(seat, platform)
    closes(seat, celia, office["reason"]["name"])
    is_rated(seat, celia, office["survey"])
    hears_from_them_again(seat, celia, protocol)
    goes_home(seat, attendant)


def begins(seat: Seat, me: Person) -> None:
    seat.account(me)
    choice = seat.page.get_by_role("group", name="Disponibilidade")
    available = choice.get_by_role("button", name="Disponível")
    available.click()
    expect(available).to_have_attribute("aria-pressed", "true")
    seat.page.keyboard.press("Escape")
    expect(available).to_be_hidden()


def is_offered(seat: Seat, customer: Customer) -> None:
    customer.writes("Quero falar com uma pessoa")
    offer = seat.page.get_by_role("region", name="Conversa oferecida a você")
    expect(offer).to_contain_text(customer.name)
    expect(offer).to_contain_text("Quero falar com uma pessoa")
    offer.get_by_role("button", name="Aceitar").click()
    expect(offer).to_be_hidden()
    expect(seat.thread(customer)).to_be_visible()
    expect(seat.row(customer)).to_contain_text("Com você")


def answers(seat: Seat, customer: Customer) -> None:
    customer.writes("Chegou hoje?")
    seat.sees("Chegou hoje?")
    expect(seat.row(customer).get_by_text("não lida")).to_have_count(0)
    seat.say("Chegou sim, às dez.")
    customer.got("Chegou sim, às dez.")
    expect(seat.messages.get_by_role("img", name="Entregue").last).to_be_visible()
    seat.act_on("Chegou hoje?").get_by_role("button", name="Responder").click()
    expect(seat.page.get_by_text("Respondendo a")).to_be_visible()
    seat.composer.fill("Este aqui?")
    seat.composer.press("Enter")
    expect(seat.messages.get_by_role("button", name=re.compile("Chegou hoje"))).to_be_visible()
    assert customer.got("Este aqui?")["reply_to"]
    customer.writes("Obrigada!")
    seat.act_on("Obrigada!").get_by_role("button", name="Reagir").click()
    seat.page.get_by_role("button", name="Reagir com ❤️").click()
    expect(seat.messages.get_by_role("button", name="Sua equipe reagiu com ❤️")).to_be_visible()
    customer.got("❤️")


def sends_files(seat: Seat, customer: Customer) -> None:
    seat.composer.evaluate(PASTE, ["foto.png", "image/png", base64.b64encode(picture()).decode()])
    tray = seat.page.get_by_role("list", name="Arquivos a enviar")
    expect(tray).to_contain_text("foto.png")
    seat.page.get_by_role("textbox", name="Legenda para").fill("A sua caixa")
    seat.page.get_by_role("button", name="Enviar mensagem", exact=True).click()
    expect(tray).to_be_hidden()
    seat.sees("A sua caixa")
    assert customer.got("A sua caixa")["type"] == "image"


def speaks(seat: Seat, customer: Customer) -> None:
    begin = seat.page.get_by_role("button", name="Gravar mensagem de voz")
    recorder = seat.page.get_by_role("group", name="Mensagem de voz")
    seat.press(begin, recorder.get_by_role("timer"))
    expect(recorder.get_by_role("timer")).to_have_text("0:02")
    recorder.get_by_role("button", name="Enviar mensagem de voz").click()
    expect(seat.messages.get_by_role("group", name="Mensagem de voz")).to_be_visible()
    assert customer.got('"voice": true')["type"] == "audio"


def uses_a_canned_answer(seat: Seat, customer: Customer, shortcut: str) -> None:
    seat.composer.press_sequentially(f"/{shortcut}")
    expect(seat.page.get_by_role("option", name="Prazo")).to_be_visible()
    seat.composer.press("Enter")
    words = f"{customer.name.split()[0]}, o prazo é de 2 dias."
    expect(seat.composer).to_have_value(words)
    seat.composer.press("Enter")
    seat.sees(words)


def notes_and_sorts(seat: Seat, customer: Customer, me: Person, label: str) -> None:
    seat.page.get_by_role("button", name="Nota interna").click()
    note = seat.page.get_by_role("textbox", name="Nota interna")
    note.press_sequentially("Conferir com @Ana")
    seat.page.get_by_role("option", name="Ana Martins").click()
    note.press_sequentially("o estoque")
    note.press("Enter")
    expect(seat.messages.get_by_text("o estoque")).to_be_visible()
    seat.page.get_by_role("button", name="Responder", exact=True).click()
    seat.page.get_by_role("button", name="Etiquetas, prioridade e adiamento").click()
    seat.page.get_by_role("button", name="Etiquetas da conversa").click()
    seat.dialog.get_by_role("checkbox", name=label).check()
    expect(seat.row(customer)).to_contain_text(label)
    seat.dialog.get_by_role("button", name="Fechar").click()
    seat.page.get_by_role("button", name="Etiquetas, prioridade e adiamento").click()
    seat.page.get_by_role("button", name="Urgente").click()
    expect(seat.row(customer).get_by_text("Urgente")).to_be_visible()
    assert customer.times_got("o estoque") == 0


def puts_off(seat: Seat, customer: Customer) -> None:
    seat.page.get_by_role("button", name="Em 1 hora").click()
    seat.is_told("Adiada até")
    expect(seat.row(customer)).to_have_count(0)
    customer.writes("Só mais uma coisa")
    expect(seat.row(customer)).to_be_visible()
    seat.sees("Só mais uma coisa")


def schedules(seat: Seat, customer: Customer) -> None:
    seat.composer.fill("Seu pedido está pronto")
    seat.page.get_by_role("button", name="Agendar").click()
    seat.dialog.get_by_role("button", name=re.compile("^Amanhã")).click()
    seat.dialog.get_by_role("button", name="Agendar", exact=True).click()
    seat.is_told("Agendada para")
    bar = seat.page.get_by_role("button", name=re.compile("1 mensagem agendada"))
    bar.click()
    expect(seat.dialog).to_contain_text("Seu pedido está pronto")
    seat.dialog.get_by_role("button", name="Enviar agora").click()
    seat.sees("Seu pedido está pronto")
    customer.got("Seu pedido está pronto")
    seat.dialog.get_by_role("button", name="Fechar").click()
    expect(bar).to_be_hidden()


def sends_a_template(seat: Seat, platform: Platform, customer: Customer) -> None:
    body = {"type": "BODY", "text": "Olá {{1}}, podemos falar?", "example": {"body_text": [["Ana"]]}}
    template = approved(platform, [body])
    name = platform.sign_in().call("GET", f"/templates/{template}").json()["name"]
    customer.writes("Quero falar com uma pessoa", timestamp=int(time.time()) - DAY - 60)
    offer = seat.page.get_by_role("region", name="Conversa oferecida a você")
    offer.get_by_role("button", name="Aceitar").click()
    expect(seat.page.get_by_text("A janela de 24 horas fechou")).to_be_visible()
    seat.page.get_by_role("button", name="Enviar um modelo").click()
    seat.dialog.get_by_label("Buscar por nome").fill(name)
    seat.dialog.get_by_role("option", name=name).click()
    seat.dialog.get_by_label("Valor de {{1}}").fill(customer.name)
    seat.dialog.get_by_role("button", name="Enviar").click()
    seat.sees(f"Olá {customer.name}, podemos falar?")
    assert customer.got("podemos falar?")["type"] == "template"


def hands_over_and_takes_back(seat: Seat, customer: Customer, to: str, back: str) -> None:
    seat.open(customer)
    seat.page.get_by_role("button", name="Transferir conversa").click()
    seat.dialog.get_by_role("radio", name=to).check()
    seat.dialog.get_by_label("Nota para quem recebe (opcional)").fill("Pediu segunda via")
    seat.dialog.get_by_role("button", name="Transferir", exact=True).click()
    seat.is_told(f"Conversa transferida para {to}.")
    seat.sees("Pediu segunda via")
    seat.tab("Não atribuídas")
    seat.open(customer)
    seat.take()
    expect(seat.row(customer)).to_contain_text("Com você")
    seat.page.get_by_role("button", name="Transferir conversa").click()
    seat.dialog.get_by_role("radio", name=back).check()
    seat.dialog.get_by_role("button", name="Transferir", exact=True).click()
    offer = seat.page.get_by_role("region", name="Conversa oferecida a você")
    expect(offer).to_contain_text(customer.name)
    offer.get_by_role("button", name="Aceitar").click()
    expect(seat.composer).to_be_visible()


def sends_again_what_failed(seat: Seat, platform: Platform, customer: Customer) -> None:
    platform.sandbox("PUT", "/faults", json={"graph": {"fails_later": 131026}})
    seat.say("Segue o código")
    trouble = seat.messages.get_by_text("Não enviada.")
    expect(trouble).to_be_visible()
    platform.sandbox("DELETE", "/faults")
    seat.messages.get_by_role("button", name="Reenviar").click()
    expect(trouble).to_be_hidden()
    expect(seat.messages.get_by_role("img", name="Entregue").last).to_be_visible()
    seat.sees("Segue o código")


def finds(seat: Seat, customer: Customer) -> str:
    """By protocol and by words; the protocol."""
    shown = seat.thread(customer).get_by_text(re.compile(r"Protocolo \S+")).first.inner_text()
    protocol = shown.split("Protocolo ")[1]
    seat.search(protocol)
    found = seat.page.get_by_role("region", name="Conversas").get_by_role("link").filter(has_text=protocol)
    expect(found).to_contain_text(customer.name)
    seat.search("prazo e de 2 dias")
    messages = seat.page.get_by_role("region", name="Mensagens").get_by_role("link")
    message = messages.filter(has_text=customer.name)
    expect(message.locator("mark").first).to_have_text("prazo")
    message.click()
    expect(seat.bubble("o prazo é de 2 dias.")).to_be_in_viewport()
    seat.page.get_by_role("button", name="Limpar busca").click()
    return protocol


def keeps_a_view(seat: Seat, customer: Customer, label: str) -> None:
    seat.tab("Todas")
    seat.page.get_by_role("button", name="Filtros").click()
    seat.page.get_by_role("form", name="Filtros").get_by_label("Etiqueta").select_option(label=label)
    expect(seat.rows).to_have_count(1)
    seat.page.get_by_role("button", name="Visões").click()
    seat.page.get_by_role("button", name="Salvar esta visão").click()
    seat.dialog.get_by_label("Nome").fill("Boletos de hoje")
    seat.dialog.get_by_role("button", name="Salvar").click()
    seat.page.get_by_role("button", name="Limpar filtros").click()
    expect(seat.rows.nth(1)).to_be_visible()
    seat.page.get_by_role("button", name="Visões").click()
    seat.page.get_by_role("button", name="Boletos de hoje").click()
    expect(seat.rows).to_have_count(1)
    expect(seat.row(customer)).to_be_visible()
    seat.page.get_by_role("button", name="Limpar filtros").click()
    seat.page.get_by_role("button", name="Filtros").click()


def closes_several(seat: Seat, platform: Platform) -> None:
    seat.tab("Minhas")
    others = [Customer(platform, name) for name in ("Edu", "Fábio")]
    for each in others:
        each.writes("Quero falar com uma pessoa")
        offer = seat.page.get_by_role("region", name="Conversa oferecida a você")
        expect(offer).to_contain_text(each.name)
        offer.get_by_role("button", name="Aceitar").click()
        expect(seat.thread(each)).to_be_visible()
    seat.page.get_by_role("button", name="Selecionar").click()
    for each in others:
        seat.page.get_by_role("checkbox", name=f"Selecionar a conversa com {each.name}").check()
    chosen = seat.page.get_by_role("group", name="Conversas selecionadas")
    expect(chosen).to_contain_text("2 selecionadas")
    chosen.get_by_role("button", name="Encerrar").click()
    seat.dialog.get_by_role("button", name="Encerrar", exact=True).click()
    seat.is_told("2 encerradas.")
    for each in others:
        expect(seat.row(each)).to_have_count(0)


def closes(seat: Seat, customer: Customer, reason: str) -> None:
    seat.open(customer)
    seat.close(reason, "Segunda via enviada")
    expect(seat.page.get_by_text(f"Motivo: {reason}")).to_be_visible()
    expect(seat.page.get_by_text("Segunda via enviada")).to_be_visible()
    expect(seat.row(customer)).to_have_count(0)


def is_rated(seat: Seat, customer: Customer, question: str) -> None:
    customer.taps(customer.got(question), 0)
    seat.sees(question)
    expect(seat.messages.get_by_text("5 · Ótimo").last).to_be_visible()


def hears_from_them_again(seat: Seat, customer: Customer, protocol: str) -> None:
    customer.writes("Quero falar com uma pessoa de novo")
    offer = seat.page.get_by_role("region", name="Conversa oferecida a você")
    expect(offer).to_contain_text(customer.name)
    offer.get_by_role("button", name="Aceitar").click()
    seat.sees("Quero falar com uma pessoa de novo")
    other = seat.thread(customer).get_by_text(re.compile(r"Protocolo \S+")).first
    expect(other).not_to_contain_text(protocol)


def goes_home(seat: Seat, me: Person) -> None:
    seat.account(me)
    seat.page.get_by_role("group", name="Disponibilidade").get_by_role("button", name="Em pausa").click()
    seat.page.get_by_label("Motivo da pausa (opcional)").fill("Médico")
    seat.page.get_by_role("button", name="Salvar").click()
    expect(seat.page.get_by_text("Enquanto isso você não recebe conversas novas do setor.")).to_be_visible()
    seat.page.keyboard.press("Escape")
    seat.sign_out(me)
