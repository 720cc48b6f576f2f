"""The contact's panel and the page of the WhatsApp connection, in a real browser."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.platform import Desk, Platform, eventually, visit
from tests.e2e.test_inbox import sign_in

pytestmark = pytest.mark.e2e

PHONE_WIDTH = {"width": 390, "height": 844}
BESIDE = 1280
"""From here on the panel has its place beside the thread, and is open."""


@pytest.fixture
def admin(platform: Platform) -> Desk:
    return platform.sign_in(as_admin=True)


@pytest.fixture
def field(admin: Desk) -> Iterator[Any]:
    """A document that the client wants to know; archived afterwards."""
    name = f"Documento {uuid4().hex[:5]}"
    made = admin.call("POST", "/contact-fields", json={"name": name, "kind": "document"}).json()
    yield made
    admin.call("PATCH", f"/contact-fields/{made['id']}", json={"is_archived": True})


@pytest.fixture
def conversation(platform: Platform) -> Any:
    """A customer who wrote twice: one conversation is over, the other waits."""
    wa_id = f"5511977{uuid4().int % 10**6:06}"
    desk = platform.sign_in(as_admin=True)
    for text in ("Quero falar com uma pessoa", "Quero falar com uma pessoa de novo, podem me escrever"):
        platform.writes(wa_id, text)

        def live() -> Any:
            found = desk.conversation(wa_id)
            return found if found and found["status"] != "closed" else None

        last = eventually(live, "the conversation")
        if "de novo" not in text:
            desk.call("POST", f"/conversations/{last['id']}/takeover", json={})
            closed = desk.call("POST", f"/conversations/{last['id']}/close", json={"note": "Tudo certo"})
            assert closed.status_code == 200, closed.text
    return last


def section(panel: Locator, name: str) -> Locator:
    """A part of the panel, opened."""
    button = panel.get_by_role("button", name=name, exact=True)
    expect(button).to_be_visible()
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return panel.locator("section", has=panel.page.get_by_role("button", name=name, exact=True))


def open_panel(page: Page, platform: Platform, conversation: Any) -> Locator:
    visit(page, f"{platform.tenant_url}/inbox/{conversation['id']}")
    panel = page.get_by_role("complementary", name="Contato")
    if (page.viewport_size or PHONE_WIDTH)["width"] < BESIDE:
        page.get_by_role("button", name="Dados do contato").click()
    expect(panel).to_be_visible(timeout=30_000)
    return panel


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_what_is_known_of_a_customer_is_filled_in_where_it_stands(
    platform: Platform, tab: Page, field: Any, conversation: Any, width: str
) -> None:
    sign_in(tab, platform, as_admin=True)
    if width == "phone":
        tab.set_viewport_size(PHONE_WIDTH)  # type: ignore[arg-type]
    panel = open_panel(tab, platform, conversation)
    details = section(panel, "Dados")
    details.get_by_role("button", name=f"Editar: {field['name']}").click()
    box = details.get_by_label(field["name"])
    box.fill("529.982.247-24")
    details.get_by_role("button", name="Salvar").click()
    expect(details.get_by_role("alert")).to_contain_text("Este CPF não existe")
    expect(box).to_have_value("529.982.247-24")
    box.fill("52998224725")
    box.press("Enter")
    expect(details.get_by_text("529.982.247-25")).to_be_visible()
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    past = section(panel, "Outras conversas").get_by_role("link")
    expect(past).to_have_count(1)
    expect(past).to_contain_text("Tudo certo")
    expect(section(panel, "Arquivos")).to_contain_text("Nenhum arquivo ainda.")


def test_consent_names_the_message_and_is_withdrawn_as_easily(
    platform: Platform, tab: Page, conversation: Any
) -> None:
    sign_in(tab, platform, as_admin=True)
    panel = open_panel(tab, platform, conversation)
    consent = section(panel, "Consentimento")
    consent.get_by_role("button", name="Registrar consentimento: Marketing").click()
    expect(consent.get_by_label("Mensagem")).to_contain_text("podem me escrever")
    consent.get_by_role("button", name="Registrar", exact=True).click()
    expect(consent).to_contain_text("em uma mensagem")
    consent.get_by_role("button", name="Retirar: Marketing").click()
    consent.get_by_role("button", name="Retirar consentimento").click()
    expect(panel.get_by_text("Não quer marketing")).to_be_visible()
    consent.get_by_role("button", name="2 registros").click()
    expect(consent.get_by_role("listitem").filter(has_text="Retirou o consentimento").last).to_be_visible()


def test_the_connection_is_checked_and_says_what_to_do(platform: Platform, tab: Page) -> None:
    sign_in(tab, platform, as_admin=True)
    visit(tab, f"{platform.tenant_url}/settings/channel")
    check = tab.get_by_role("button", name="Verificar agora")
    check.click()
    quality = tab.get_by_role("listitem").filter(has=tab.get_by_role("heading", name="Qualidade"))
    expect(quality).to_contain_text("Alta.")
    number = f"/numbers/{platform.number}"
    try:
        platform.sandbox("PATCH", number, json={"quality_rating": "RED"})
        check.click()
        expect(quality).to_contain_text("Pare os envios em massa agora")
        expect(tab.get_by_text("Com problema", exact=True)).to_be_visible()
        visit(tab, f"{platform.tenant_url}/settings/account-notices")
        expect(tab.get_by_text("Qualidade: Baixa").first).to_be_visible()
    finally:
        platform.sandbox("PATCH", number, json={"quality_rating": "GREEN"})


def test_the_business_profile_is_changed_at_meta(platform: Platform, tab: Page) -> None:
    sign_in(tab, platform, as_admin=True)
    visit(tab, f"{platform.tenant_url}/settings/channel")
    about = tab.get_by_label("Recado")
    words = f"Atendemos das 9 às 18 ({uuid4().hex[:5]})"
    about.fill(words)
    tab.get_by_label("Site 1").fill("acme.example")
    tab.get_by_role("button", name="Salvar perfil").click()
    expect(tab.get_by_text("Comece com https://")).to_be_visible()
    tab.get_by_label("Site 1").fill("https://acme.example")
    tab.get_by_role("button", name="Salvar perfil").click()
    expect(tab.get_by_text("Perfil salvo na Meta.")).to_be_visible()
    tab.reload()
    expect(about).to_have_value(words)
