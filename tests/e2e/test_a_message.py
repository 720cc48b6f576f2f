"""A customer writes; the AI answers; a person takes over; the ticks rise. In two real browsers."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.platform import Platform, visit

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("healthy_ai")]


def sign_in(page: Page, platform: Platform) -> None:
    attendant = platform.demo["attendant"]
    visit(page, platform.tenant_url)
    page.get_by_label("E-mail").fill(attendant["email"])
    page.get_by_label("Senha", exact=True).fill(attendant["password"])
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("group", name="Filtrar conversas")).to_be_visible()
    page.get_by_role("button", name="Todas").click()


def write(phone: Page, text: str) -> None:
    phone.get_by_test_id("phone-input").fill(text)
    phone.get_by_test_id("phone-send").click()


def test_from_the_phone_to_the_inbox_and_back(platform: Platform, tab: Page, other_tab: Page) -> None:
    inbox, phone = tab, other_tab
    sign_in(inbox, platform)
    name = f"Célia {uuid4().hex[:6]}"
    wa_id = f"5521987{uuid4().int % 10**6:06}"
    platform.sandbox("POST", "/customers", json={"name": name, "wa_id": wa_id})
    visit(phone, platform.phone_url)
    expect(phone.get_by_test_id("customer-list").get_by_text(name)).to_be_visible()
    if phone.get_by_test_id(
        "business-number"
    ).is_visible():  # other tests may have brought numbers of their own
        phone.get_by_test_id("business-number").select_option(platform.number)
    phone.get_by_test_id("customer-list").get_by_text(name).click()

    write(phone, "Bom dia! Vocês entregam em Niterói?")
    row = inbox.get_by_role("list", name="Lista de conversas").get_by_text(name)
    expect(row).to_be_visible()
    row.click()
    messages = inbox.get_by_role("log")
    expect(messages.get_by_text("Vocês entregam em Niterói?", exact=False).first).to_be_visible()

    # the AI answers: in the inbox, and on the phone
    bubbles = phone.get_by_test_id("thread")
    expect(bubbles.get_by_text("Niterói", exact=False).nth(1)).to_be_visible(timeout=30_000)
    expect(messages.get_by_text("Niterói", exact=False).nth(1)).to_be_visible(timeout=30_000)

    inbox.get_by_role("button", name="Assumir").first.click()
    composer = inbox.get_by_role("textbox", name=f"Mensagem para {name}")
    composer.fill("Oi, Célia! Entregamos sim, em até dois dias.")
    composer.press("Enter")
    expect(bubbles.get_by_text("em até dois dias", exact=False)).to_be_visible()
    # the phone page has the chat open: the customer has read it
    expect(messages.get_by_role("img", name="Lida").last).to_be_visible(timeout=30_000)

    # the bot is silent now
    before = bubbles.inner_text().count("Resposta automática")
    write(phone, "Obrigada!")
    expect(messages.get_by_text("Obrigada!")).to_be_visible()
    inbox.wait_for_timeout(5_000)
    assert bubbles.inner_text().count("Resposta automática") == before


def test_when_the_ai_is_down_a_person_is_called(platform: Platform, tab: Page) -> None:
    sign_in(tab, platform)
    tab.get_by_role("button", name="Não atribuídas").click()
    platform.sandbox("PUT", "/faults", json={"fila_ia": {"down": True}})
    last_four = f"{uuid4().int % 10**4:04}"
    platform.writes(f"551195555{last_four}", "Preciso trocar um produto")
    waiting = tab.get_by_role("list", name="Lista de conversas").get_by_role("listitem")
    row = waiting.filter(has_text=f"95555-{last_four}")
    expect(row).to_be_visible(timeout=60_000)
    expect(row.get_by_text("A IA está fora do ar")).to_be_visible()
