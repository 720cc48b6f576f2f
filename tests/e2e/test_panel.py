"""The operator in the panel: a client refused, then created, watched live, its logins shown once."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.clients import new_number
from tests.e2e.platform import Platform, visit

pytestmark = pytest.mark.e2e


def fill(page: Page, field: str, value: str) -> None:
    page.locator(f"[id='{field}']").fill(value)


@pytest.fixture
def panel(platform: Platform, tab: Page) -> Page:
    """Signed in as the operator."""
    operator = platform.demo["panel"]
    visit(tab, operator["url"])
    tab.get_by_label("E-mail").fill(operator["email"])
    tab.get_by_label("Senha").fill(operator["password"])
    tab.get_by_role("button", name="Entrar").click()
    expect(tab.get_by_role("heading", name="Clientes", level=1)).to_be_visible()
    return tab


def test_the_list_leads_to_a_client_and_its_backups(panel: Page) -> None:
    panel.get_by_role("link", name="ACME Materiais").first.click()
    expect(panel.get_by_role("heading", name="ACME Materiais")).to_be_visible()
    expect(panel.get_by_role("button", name="Fazer backup agora")).to_be_visible()
    expect(panel.get_by_role("link", name="Restaurar").first).to_be_visible()


def test_a_client_is_refused_with_reasons_then_created_and_watched(platform: Platform, panel: Page) -> None:
    number = new_number(platform)
    slug = f"flor-{secrets.token_hex(3)}"
    visit(panel, f"{platform.panel_url}/tenants/new")
    fill(panel, "name", "Floricultura Ipê & Companhia Limitada")
    fill(panel, "slug", "acme")
    fill(panel, "admin.name", "Lia Ramos")
    fill(panel, "admin.email", "lia@flor.example")
    for field in ("phone_number_id", "waba_id", "token", "app_secret"):
        fill(panel, f"whatsapp.{field}", number[field])
    fill(panel, "fila_ia.key", number["fila_ia_key"])
    panel.get_by_role("button", name="Criar cliente").click()
    expect(panel.get_by_text("Nada foi criado", exact=False).first).to_be_visible()
    expect(panel.locator("[id='name']")).to_have_value("Floricultura Ipê & Companhia Limitada")
    expect(panel.locator("[id='whatsapp.token']")).to_have_value("")

    fill(panel, "slug", slug)
    fill(panel, "whatsapp.token", number["token"])
    fill(panel, "whatsapp.app_secret", number["app_secret"])
    fill(panel, "fila_ia.key", number["fila_ia_key"])
    panel.get_by_role("radio", name="MariaDB").check()
    panel.get_by_role("button", name="Criar cliente").dblclick()  # still one client
    expect(panel.get_by_text("Passo a passo")).to_be_visible()
    outcome = panel.get_by_role("paragraph").filter(has_text="Cliente criado, testado e no ar")
    expect(outcome).to_be_visible(timeout=180_000)
    assert len(platform.api("GET", "/operations", params={"tenant": slug}).json()["data"]) == 1

    panel.get_by_role("link", name="Ver o cliente").click()
    panel.get_by_role("button", name="Mostrar os acessos").click()
    expect(panel.get_by_text("lia@flor.example").first).to_be_visible()
    assert platform.api("POST", f"/tenants/{slug}/logins").status_code != 200  # they are shown once
