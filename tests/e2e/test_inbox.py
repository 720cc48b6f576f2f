"""What an attendant types is never lost; what Meta sends and nobody can read is seen, by an admin."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.platform import Platform, eventually, visit
from tests.e2e.test_webhook import deliver

pytestmark = pytest.mark.e2e

PAGE = "/settings/deliveries"
LINK = "Entregas com problema"


def sign_in(page: Page, platform: Platform, *, as_admin: bool = False) -> None:
    who = platform.demo["tenant"] if as_admin else platform.demo["attendant"]
    visit(page, platform.tenant_url)
    page.get_by_label("E-mail").fill(who["email"])
    page.get_by_label("Senha", exact=True).fill(who["password"])
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("group", name="Filtrar conversas")).to_be_visible()


def refuse_posts(route: Route) -> None:
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_a_reply_typed_offline_survives_a_reload_and_arrives_once(platform: Platform, tab: Page) -> None:
    customer = f"5511922{uuid4().int % 10**6:06}"
    platform.writes(customer, "Quero falar com uma pessoa")
    desk = platform.sign_in()
    conversation = eventually(lambda: desk.conversation(customer), "the conversation")
    desk.call("POST", f"/conversations/{conversation['id']}/takeover", json={})
    sign_in(tab, platform)
    visit(tab, f"{platform.tenant_url}/inbox/{conversation['id']}")
    composer = tab.get_by_role("textbox", name="Mensagem para")
    expect(composer).to_be_visible()

    reply = f"Seu pedido sai amanhã ({uuid4().hex[:6]})"
    tab.context.set_offline(True)
    composer.fill(reply)
    composer.press("Enter")
    messages = tab.get_by_role("log")
    unsent = messages.get_by_text("Vai sozinha quando a conexão voltar")
    expect(unsent).to_be_visible()

    # the page can be had again, but the message still cannot leave
    tab.route("**/api/v1/messages", refuse_posts)
    tab.context.set_offline(False)
    tab.reload()
    expect(messages.get_by_text(reply)).to_be_visible()
    expect(unsent).to_be_visible()
    assert reply not in json.dumps(desk.messages(conversation["id"]), ensure_ascii=False)

    tab.unroute("**/api/v1/messages")
    expect(unsent).to_be_hidden(timeout=30_000)
    expect(messages.get_by_text(reply)).to_have_count(1)

    def received() -> list[str]:
        query = {"phone_number_id": platform.number, "customer": customer}
        sent = platform.sandbox("GET", "/messages", params=query)
        return [each for each in map(json.dumps, sent["data"]) if json.dumps(reply)[1:-1] in each]

    assert len(eventually(received, "the reply on the phone")) == 1
    tab.reload()
    expect(messages.get_by_text(reply)).to_have_count(1)
    stored = [each["content"] for each in desk.messages(conversation["id"])]
    assert stored.count(reply) == len(received()) == 1


def test_a_body_nobody_can_read_is_seen_by_the_admin_and_by_no_attendant(
    platform: Platform, tab: Page, other_tab: Page
) -> None:
    marker = f"nothing <b>known</b> {uuid4()}"
    assert deliver(platform, marker.encode()).status_code == 200

    sign_in(tab, platform, as_admin=True)
    tab.get_by_role("link", name="Configurações").click()
    pages = tab.get_by_role("navigation", name="Páginas de configuração")
    pages.get_by_role("link", name=LINK).click()
    entry = tab.get_by_role("article").filter(has_text="O conteúdo não é JSON.").first
    expect(entry).to_be_visible(timeout=30_000)
    entry.get_by_role("button", expanded=False).click()
    expect(entry.get_by_text(marker, exact=True)).to_be_visible()
    before = tab.get_by_role("article").count()
    entry.get_by_role("button", name="Descartar").click()
    expect(tab.get_by_role("article")).to_have_count(before - 1)
    tab.get_by_role("button", name="Descartadas").click()
    tab.get_by_role("article").first.get_by_role("button", expanded=False).click()
    expect(tab.get_by_text(marker, exact=True)).to_be_visible()

    sign_in(other_tab, platform)
    expect(other_tab.get_by_role("link", name="Conversas")).to_be_visible()
    expect(other_tab.get_by_role("link", name=LINK)).to_have_count(0)
    visit(other_tab, f"{platform.tenant_url}{PAGE}")
    expect(other_tab).to_have_url(f"{platform.tenant_url}/inbox")
    assert platform.sign_in().call("GET", "/webhook-deliveries").status_code == 403
