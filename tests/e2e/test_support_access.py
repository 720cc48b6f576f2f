"""The operator enters a client's help desk from the panel, before its admin's eyes, and is sent away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.platform import Platform, visit
from tests.e2e.test_inbox import sign_in
from tests.e2e.walk import axe

pytestmark = pytest.mark.e2e

REASON = "O cliente não vê as conversas do setor Vendas."


@pytest.fixture
def panel(platform: Platform, tab: Page) -> Page:
    """Signed in as the operator, where access to the demo's client is asked for."""
    operator = platform.demo["panel"]
    visit(tab, operator["url"])
    tab.get_by_label("E-mail").fill(operator["email"])
    tab.get_by_label("Senha").fill(operator["password"])
    tab.get_by_role("button", name="Entrar").click()
    expect(tab.get_by_role("heading", name="Clientes", level=1)).to_be_visible()
    visit(tab, f"{platform.panel_url}/tenants/acme")
    tab.get_by_role("link", name="Pedir acesso").click()
    return tab


def open_access(panel: Page) -> Page:
    """The inbox in which it ends."""
    panel.get_by_label("Por quê").fill(REASON)
    panel.get_by_label("Por quanto tempo").select_option("60")
    panel.get_by_role("button", name="Fazer o link").click()
    with panel.context.expect_page() as opened:
        panel.get_by_role("link", name="Entrar no atendimento").click()
    return opened.value


def test_the_admin_sees_support_come_and_sends_it_away(
    platform: Platform, panel: Page, other_tab: Page
) -> None:
    sign_in(other_tab, platform, as_admin=True)
    here = other_tab.get_by_text("O suporte da plataforma está neste atendimento", exact=False)
    expect(here).to_be_hidden()

    support = open_access(panel)
    expect(support.get_by_text("Você está aqui como suporte da plataforma", exact=False)).to_be_visible()
    assert support.url == f"{platform.tenant_url}/inbox"  # the ticket is nowhere any more
    expect(here).to_be_visible()
    expect(other_tab.get_by_text(REASON, exact=False)).to_be_visible()
    for page in (support, other_tab):
        expect(page.locator(".skeleton")).to_have_count(0)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert axe(page) == []
    other_tab.set_viewport_size({"width": 1440, "height": 900})

    other_tab.get_by_role("button", name=re.compile("Encerrar agora o acesso")).click()
    expect(here).to_be_hidden()
    expect(support.get_by_label("Senha", exact=True)).to_be_visible(timeout=60_000)
    visit(other_tab, f"{platform.tenant_url}/settings/support-accesses")
    first = other_tab.get_by_role("article").first
    expect(first).to_contain_text(REASON)
    expect(first).to_contain_text("Encerrado por")


def test_the_link_is_good_once(panel: Page, tab: Page, other_tab: Page) -> None:
    panel.get_by_label("Por quê").fill(REASON)
    panel.get_by_role("button", name="Fazer o link").click()
    link = panel.get_by_role("link", name="Entrar no atendimento").get_attribute("href")
    assert link is not None
    visit(other_tab, link)
    leave = other_tab.get_by_role("button", name="Sair agora")
    expect(leave).to_be_visible()
    visit(panel, link)
    expect(panel.get_by_role("alert")).to_contain_text("já foi usado")
    leave.click()
    expect(other_tab.get_by_label("Senha", exact=True)).to_be_visible()


def test_support_looks_and_does_not_write(panel: Page) -> None:
    support = open_access(panel)
    expect(support.get_by_role("button", name="Sair agora")).to_be_visible()
    answer = support.evaluate("() => fetch('/api/v1/auth/me').then(answer => answer.json())")
    assert answer["user"]["is_support"] is True
    assert "message.send" not in answer["permissions"]
    support.get_by_role("button", name="Sair agora").click()
