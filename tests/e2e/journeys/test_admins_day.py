"""An admin's day: lets somebody in, says what they may, sets the desk up, and shows them out again."""

import base64
import csv
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from foundation.totp import STEP_SECONDS, code_at
from tests.e2e.journeys.cast import PASSWORD, Customer, Person, Seat, hire
from tests.e2e.journeys.conftest import Sit
from tests.e2e.platform import Desk, Platform, visit

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _as_it_came(admin: Desk) -> Iterator[None]:
    """Afterwards the client looks as before, and is open at any hour."""
    yield
    assert (
        admin.call(
            "PUT", "/brand", json=dict.fromkeys(("name", "login_text", "colour", "logo", "favicon"))
        ).status_code
        == 200
    )
    for schedule in admin.call("GET", "/schedules").json()["data"]:
        assert admin.call("DELETE", f"/schedules/{schedule['id']}").status_code == 204


def test_the_day_of_an_admin(
    platform: Platform, sit: Sit, attendant: Person, celia: Customer, tmp_path: Path
) -> None:
    boss = hire(platform, "Alice", "admin")
    mark = boss.name.split()[1]
    role, guest = f"Supervisão {mark}", Person(0, f"Íris {mark}", f"iris-{mark}@acme.example")
    seat, other = sit(boss), sit()
    makes_a_role(seat, role)
    invites(seat, guest, role)
    enters_by_the_letter(other, guest)
    takes_a_right_away(seat, other, role)
    opens_a_queue(seat, f"Comercial {mark}", f"Vendas {mark}", attendant)
    writes_a_canned_answer(seat, f"ola-{mark}")
    names_a_reason(seat, f"Resolvido {mark}")
    changes_the_brand(seat, other, f"Padaria {mark}")
    uses_what_was_set_up(sit(attendant), celia, f"ola-{mark}", f"Resolvido {mark}")
    shows_somebody_out(seat, other, guest)
    reads_the_audit(seat, boss, guest, role, tmp_path)


def settings(seat: Seat, page: str) -> None:
    seat.page.get_by_role("link", name=re.compile("^Configurações")).click()
    pages = seat.page.get_by_role("navigation", name="Páginas de configuração")
    pages.get_by_role("link", name=page, exact=True).click()
    expect(seat.page.get_by_role("heading", name=page, exact=True)).to_be_visible()


def item(seat: Seat, text: str) -> Locator:
    return seat.page.get_by_role("article").filter(has_text=text)


def makes_a_role(seat: Seat, name: str) -> None:
    settings(seat, "Perfis")
    attendants = seat.page.get_by_role("article", name="Atendente")
    attendants.get_by_role("button", name="Criar outro a partir de").click()
    seat.dialog.get_by_role("textbox", name="Nome").fill(name)
    seat.dialog.get_by_role("switch", name="Exigir verificação em duas etapas").click()
    seat.dialog.get_by_role("checkbox", name="Ver o painel ao vivo").check()
    seat.dialog.get_by_role("button", name="Salvar").click()
    seat.is_told(f"Perfil {name} salvo.")
    expect(item(seat, name)).to_contain_text("Duas etapas")


def invites(seat: Seat, guest: Person, role: str) -> None:
    settings(seat, "Pessoas")
    seat.page.get_by_role("button", name="Convidar").click()
    seat.dialog.get_by_role("button", name="Enviar convite").click()
    expect(seat.dialog.get_by_text("Digite o nome.")).to_be_visible()
    seat.dialog.get_by_role("textbox", name="Nome").fill(guest.name)
    seat.dialog.get_by_label("E-mail").fill(guest.email)
    seat.dialog.get_by_label("Perfil").select_option(label=role)
    seat.dialog.get_by_role("button", name="Enviar convite").click()
    seat.is_told(f"Convite enviado para {guest.email}.")
    expect(item(seat, guest.email)).to_contain_text("Convidada")


def enters_by_the_letter(seat: Seat, guest: Person) -> None:
    """The letter is in the sandbox's own letter box; the second factor is asked for before anything else."""
    visit(seat.page, f"{seat.platform.phone_url}/mail")
    letter = seat.page.get_by_test_id("mail").filter(has_text=guest.email)
    address = letter.get_by_role("link").filter(has_text="/invitation/").get_attribute("href", timeout=60_000)
    visit(seat.page, str(address))
    expect(seat.page.get_by_role("heading", name=f"Boas-vindas, {guest.name}!")).to_be_visible()
    seat.page.get_by_label("Nova senha").fill("12345678")
    seat.page.get_by_role("button", name="Começar").click()
    expect(seat.page.get_by_text(re.compile("A senha precisa ter|fácil de adivinhar"))).to_be_visible()
    seat.page.get_by_label("Nova senha").fill(PASSWORD)
    seat.page.get_by_role("button", name="Começar").click()
    expect(seat.page.get_by_text("Proteja sua conta")).to_be_visible()
    sets_up_the_second_factor(seat)
    expect(seat.page.get_by_role("group", name="Filtrar conversas")).to_be_visible()
    expect(seat.page.get_by_role("link", name="Painel ao vivo")).to_be_visible()


def sets_up_the_second_factor(seat: Seat) -> None:
    seat.page.get_by_role("textbox", name="Confirme sua senha").fill(PASSWORD)
    seat.page.get_by_role("button", name="Continuar").click()
    expect(seat.page.get_by_role("img", name="Código QR para o aplicativo de autenticação")).to_be_visible()
    key = seat.page.get_by_role("code").inner_text().replace(" ", "")
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    code = code_at(secret, int(time.time()) // STEP_SECONDS)
    seat.page.get_by_label("Depois, digite o código que ele mostra").fill(code)
    expect(seat.page.get_by_role("heading", name="Guarde os códigos de recuperação")).to_be_visible()
    seat.page.get_by_role("button", name="Já guardei").click()


def takes_a_right_away(seat: Seat, other: Seat, role: str) -> None:
    other.page.get_by_role("link", name="Painel ao vivo").click()
    expect(other.page.get_by_role("heading", name="Painel ao vivo")).to_be_visible()
    other.page.get_by_role("link", name="Conversas").click()
    settings(seat, "Perfis")
    item(seat, role).get_by_role("button", name="Editar perfil").click()
    seat.dialog.get_by_role("checkbox", name="Ver o painel ao vivo").uncheck()
    seat.dialog.get_by_role("button", name="Salvar").click()
    seat.is_told(f"Perfil {role} salvo.")
    expect(other.page.get_by_role("link", name="Painel ao vivo")).to_have_count(0)


def opens_a_queue(seat: Seat, hours: str, queue: str, member: Person) -> None:
    settings(seat, "Horários de atendimento")
    seat.page.get_by_role("button", name="Novo horário").first.click()
    seat.dialog.get_by_role("textbox", name="Nome").fill(hours)
    seat.dialog.get_by_role("button", name="Salvar").click()
    seat.is_told("Horário salvo.")
    expect(seat.page.get_by_text(hours)).to_be_visible()
    settings(seat, "Setores")
    seat.page.get_by_role("button", name="Novo setor").first.click()
    seat.dialog.get_by_role("textbox", name="Nome").fill(queue)
    seat.dialog.get_by_role("searchbox", name="Buscar pessoa").fill(member.name)
    seat.dialog.get_by_role("checkbox", name=member.name).check()
    seat.dialog.get_by_role("combobox", name="Horário", exact=True).select_option(label=hours)
    seat.dialog.get_by_role("button", name="Salvar").click()
    seat.is_told(f"Setor {queue} criado.")
    expect(item(seat, queue)).to_contain_text(member.name)


def writes_a_canned_answer(seat: Seat, shortcut: str) -> None:
    settings(seat, "Respostas prontas")
    seat.page.get_by_role("button", name="Nova resposta").first.click()
    seat.dialog.get_by_label("Atalho").fill(shortcut)
    seat.dialog.get_by_label("Título").fill("Saudação")
    seat.dialog.get_by_role("textbox", name="Texto").fill("Olá, como posso ajudar?")
    seat.dialog.get_by_role("button", name="Salvar").click()
    expect(seat.dialog).to_be_hidden()
    expect(seat.page.get_by_text(f"/{shortcut}")).to_be_visible()


def names_a_reason(seat: Seat, reason: str) -> None:
    settings(seat, "Motivos de encerramento")
    seat.page.get_by_label("Novo motivo").fill(reason)
    seat.page.get_by_role("button", name="Criar", exact=True).click()
    expect(seat.page.get_by_text(reason)).to_be_visible()


def changes_the_brand(seat: Seat, other: Seat, name: str) -> None:
    settings(seat, "Marca")
    seat.page.get_by_label("Nome mostrado").fill(name)
    seat.page.get_by_label("Código da cor").fill("#0f6b52")
    seat.page.get_by_role("button", name="Salvar").click()
    seat.is_told("Marca salva.")
    other.page.reload()
    expect(other.page.get_by_text(name).first).to_be_visible()
    expect(other.page).to_have_title(re.compile(re.escape(name)))


def uses_what_was_set_up(seat: Seat, customer: Customer, shortcut: str, reason: str) -> None:
    seat.take_the_first(customer)
    seat.composer.press_sequentially(f"/{shortcut}")
    expect(seat.page.get_by_role("option", name="Saudação")).to_be_visible()
    seat.composer.press("Enter")
    seat.composer.press("Enter")
    customer.got("Olá, como posso ajudar?")
    seat.close(reason)
    expect(seat.page.get_by_text(f"Motivo: {reason}")).to_be_visible()


def shows_somebody_out(seat: Seat, other: Seat, guest: Person) -> None:
    settings(seat, "Pessoas")
    seat.page.get_by_label("Buscar por nome ou e-mail").fill(guest.email)
    expect(item(seat, guest.email)).to_contain_text("Conectada agora")
    item(seat, guest.email).get_by_role("button", name="Desativar").click()
    seat.dialog.get_by_role("button", name="Desativar").click()
    seat.is_told(f"{guest.name} não entra mais.")
    expect(other.page.get_by_role("button", name="Entrar")).to_be_visible()
    expect(other.page.get_by_text("Sua conta foi desativada.")).to_be_visible()
    other.page.get_by_label("E-mail").fill(guest.email)
    other.page.get_by_label("Senha", exact=True).fill(PASSWORD)
    other.page.get_by_role("button", name="Entrar").click()
    expect(other.page.get_by_role("alert")).to_contain_text("E-mail ou senha incorretos")


def reads_the_audit(seat: Seat, me: Person, guest: Person, role: str, folder: Path) -> None:
    settings(seat, "Auditoria")
    seat.page.get_by_role("combobox", name="Quem", exact=True).select_option(label=me.name)
    out = item(seat, f"mudou a pessoa {guest.name}")
    expect(out).to_contain_text(re.compile(r"Antes:\s*sim.*Depois:\s*não", re.DOTALL))
    taken = item(seat, role).filter(has_text="Retirado:")
    expect(taken).to_contain_text("Ver o painel ao vivo")
    with seat.page.expect_download() as download:
        seat.page.get_by_role("link", name="Exportar CSV").click()
    download.value.save_as(file := folder / "auditoria.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [row for row in rows if me.name in row and "user.invited" in row], rows[:5]
