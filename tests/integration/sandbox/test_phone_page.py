"""The phone page in a real Chromium, beside a tenant that only answers 200."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect
from playwright.sync_api import Error as PlaywrightError

from tests.integration.sandbox.process import CUSTOMER, NUMBER, TOKEN, WABA, SandboxProcess, wait_until
from tests.integration.sandbox.tenant import Tenant

pytestmark = pytest.mark.integration

NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
JOAO = "553198760202"

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def visit(page: Page, url: str) -> None:
    """Opens a page. Chromium drops what it loads whenever Docker, anywhere on the machine, adds or removes
    a network interface; then the page is opened again.
    """
    dropped: list[Request] = []

    def note(request: Request) -> None:
        dropped.append(request)

    page.on("requestfailed", note)
    while True:
        dropped.clear()
        try:
            page.goto(url)
        except PlaywrightError as error:
            if NETWORK_CHANGED not in str(error):
                raise
            continue
        if not any(request.failure == NETWORK_CHANGED for request in dropped):
            return


@pytest.fixture
def page(browser: Browser, sandbox: SandboxProcess) -> Iterator[Page]:
    """The phone page; anything the browser complains about fails the test."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and NETWORK_CHANGED not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    visit(page, sandbox.url)
    expect(page.get_by_test_id("business-name")).to_have_text("ACME Comércio")
    yield page
    context.close()
    assert complaints == []


def write(page: Page, text: str) -> None:
    page.get_by_test_id("phone-input").fill(text)
    page.get_by_test_id("phone-send").click()


def test_a_customer_writes_and_sees_the_ticks(page: Page, sandbox: SandboxProcess, tenant: Tenant) -> None:
    page.get_by_test_id(f"customer-{CUSTOMER}").click()
    write(page, "Oi, tudo bem?")
    bubble = page.locator('[data-testid="bubble"][data-direction="inbound"]')
    expect(bubble).to_contain_text("Oi, tudo bem?")
    expect(bubble).to_have_attribute("data-status", "delivered")
    wait_until(lambda: tenant.texts() == ["Oi, tudo bem?"])
    wamid = str(bubble.get_attribute("data-wamid"))
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    sandbox.graph("POST", f"{NUMBER}/messages", read | {"typing_indicator": {"type": "text"}})
    expect(bubble).to_have_attribute("data-status", "read")
    expect(page.get_by_test_id("business-state")).to_have_text("digitando…")
    sandbox.send("Tudo!")
    expect(page.get_by_test_id("business-state")).to_have_text("conta comercial")
    expect(page.get_by_test_id("typing")).to_have_count(0)


def test_an_open_chat_is_read_and_a_closed_one_is_not(
    page: Page, sandbox: SandboxProcess, tenant: Tenant
) -> None:
    page.get_by_test_id(f"customer-{CUSTOMER}").click()
    write(page, "Oi")
    wait_until(lambda: bool(tenant.texts()))
    wamid = sandbox.send("Olá, Marina!")
    wait_until(lambda: tenant.statuses(wamid) == ["sent", "delivered", "read"])
    sandbox.write("Bom dia", JOAO)
    other = sandbox.send("Bom dia, João!", to=f"+{JOAO}")
    expect(page.get_by_test_id(f"unread-{JOAO}")).to_have_text("1")
    wait_until(lambda: tenant.statuses(other) == ["sent", "delivered"])
    page.get_by_test_id(f"customer-{JOAO}").click()
    wait_until(lambda: tenant.statuses(other) == ["sent", "delivered", "read"])
    expect(page.get_by_test_id(f"unread-{JOAO}")).to_have_count(0)


def test_a_quoted_reply_names_what_it_answers(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    wamid = sandbox.send("Qual o número do pedido?")
    bubble = page.locator(f'[data-wamid="{wamid}"]')
    bubble.hover()
    bubble.get_by_label("Ações da mensagem").click()
    page.get_by_test_id("reply").click()
    write(page, "A-1742")
    expect(page.get_by_test_id("bubble").last).to_contain_text("Qual o número do pedido?")
    assert sandbox.chat()[-1]["reply_to"] == wamid


@pytest.mark.parametrize(
    "kind",
    ["image", "video", "sticker", "audio", "document", "location", "contacts", "order", "unsupported"],
)
def test_other_types_leave_from_the_small_menu(
    page: Page, sandbox: SandboxProcess, tenant: Tenant, kind: str
) -> None:
    page.get_by_test_id("phone-attach").click()
    page.get_by_test_id(f"send-{kind}").click()
    expect(page.locator(f'[data-testid="bubble"][data-type="{kind}"]')).to_be_visible()
    wait_until(lambda: len(tenant.bodies) == 1)


def test_a_reaction_sits_on_its_message(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    wamid = sandbox.send("Olá!")
    bubble = page.locator(f'[data-wamid="{wamid}"]')
    bubble.hover()
    bubble.get_by_label("Ações da mensagem").click()
    page.get_by_label("👍").click()
    expect(bubble.get_by_test_id("reactions")).to_have_text("👍")
    expect(page.get_by_test_id("bubble")).to_have_count(2)


def test_a_tapped_button_answers_with_its_id(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    buttons = [{"type": "reply", "reply": {"id": "home", "title": "Receber em casa"}}]
    question = {"type": "button", "body": {"text": "Como prefere?"}, "action": {"buttons": buttons}}
    sandbox.send("", type="interactive", interactive=question)
    page.get_by_role("button", name="Receber em casa").click()
    expect(page.get_by_test_id("bubble")).to_have_count(3)
    answer = sandbox.chat()[-1]
    assert answer["content"]["button_reply"] == {"id": "home", "title": "Receber em casa"}


def test_a_message_that_never_arrives_is_a_note(page: Page, sandbox: SandboxProcess) -> None:
    sandbox.send("fora da janela")
    expect(page.get_by_test_id("undelivered")).to_contain_text("131047")
    expect(page.get_by_test_id("bubble")).to_have_count(0)


def test_somebody_new_is_added_and_writes(page: Page, tenant: Tenant) -> None:
    page.get_by_test_id("customer-add").click()
    page.get_by_test_id("customer-name").fill("Rosa Lima")
    page.get_by_test_id("customer-phone").fill("85 99811-2233")
    page.get_by_test_id("customer-save").click()
    expect(page.get_by_test_id("customer-558598112233")).to_have_attribute("aria-current", "true")
    write(page, "Oi, sou a Rosa")
    wait_until(lambda: tenant.texts() == ["Oi, sou a Rosa"])


def test_hostile_words_stay_words(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "<img src=x onerror=alert(1)>")
    expect(page.get_by_test_id("bubble").last).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator('.thread img[src="x"]')).to_have_count(0)


def test_a_second_business_can_be_chosen(page: Page, sandbox: SandboxProcess) -> None:
    second = {"phone_number_id": "777", "waba_id": WABA, "token": TOKEN, "app_secret": "s"}
    name = {"display_phone_number": "+55 21 3003-7788", "name": "Padaria Estrela"}
    sandbox.call("POST", "/sandbox/numbers", second | name).raise_for_status()
    page.get_by_test_id("business-number").select_option("777")
    expect(page.get_by_test_id("business-name")).to_have_text("Padaria Estrela")


def test_a_reload_shows_the_same_chat(page: Page) -> None:
    page.get_by_test_id(f"customer-{JOAO}").click()
    write(page, "fica")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    page.reload()
    expect(page.get_by_test_id("bubble")).to_have_text(re.compile("fica"))


def test_on_a_small_screen_list_and_chat_take_turns(browser: Browser, sandbox: SandboxProcess) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="pt-BR")
    visit(page, sandbox.url)
    expect(page.get_by_test_id("phone-input")).to_be_hidden()
    page.get_by_test_id(f"customer-{CUSTOMER}").click()
    expect(page.get_by_test_id("phone-input")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Voltar").click()
    expect(page.get_by_test_id("customer-list")).to_be_visible()
    page.close()


@pytest.mark.parametrize(
    ("locale", "banner"),
    [
        ("pt-BR", "Ambiente de demonstração: nada sai daqui"),
        ("en-GB", "Demo environment: nothing leaves here"),
        ("es-MX", "Entorno de demostración: nada sale de aquí"),
        ("de-DE", "Ambiente de demonstração: nada sai daqui"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/faults"])
def test_pages_speak_the_browsers_language(
    browser: Browser, sandbox: SandboxProcess, path: str, locale: str, banner: str
) -> None:
    page = browser.new_page(locale=locale)
    visit(page, sandbox.url + path)
    expect(page.get_by_text(banner)).to_be_visible()
    page.close()


def test_faults_are_switched_on_their_page(browser: Browser, sandbox: SandboxProcess) -> None:
    page = browser.new_page(locale="pt-BR")
    visit(page, f"{sandbox.url}/faults")
    page.get_by_role("switch", name="Fora do ar").check()
    page.get_by_test_id("fault-graph-fails_later").select_option("131026")
    expect(page.get_by_test_id("fault-fila_ia-down")).to_be_checked()
    wanted = {"graph": {"fails_later": 131026}, "fila_ia": {"down": True}, "webhook": {}}
    wait_until(lambda: sandbox.call("GET", "/sandbox/faults").json() == wanted)
    sandbox.write("Oi")
    expect(page.get_by_test_id("deliveries")).to_contain_text("message text")
    page.get_by_test_id("faults-clear").click()
    expect(page.get_by_test_id("fault-fila_ia-down")).not_to_be_checked()
    assert sandbox.call("GET", "/sandbox/faults").json() == {"graph": {}, "fila_ia": {}, "webhook": {}}
    page.close()


def test_a_page_whose_script_did_not_load_loads_again(browser: Browser, sandbox: SandboxProcess) -> None:
    page = browser.new_page(locale="pt-BR")
    page.route("**/static/thread.js", lambda route: route.abort("failed"), times=1)
    visit(page, sandbox.url)
    expect(page.get_by_test_id("business-name")).to_have_text("ACME Comércio")
    page.close()


def test_a_message_that_could_not_leave_is_still_in_the_box(
    browser: Browser, sandbox: SandboxProcess
) -> None:
    page = browser.new_page(locale="pt-BR")
    visit(page, sandbox.url)
    expect(page.get_by_test_id("phone-send")).to_be_enabled()
    page.route("**/sandbox/inbound", lambda route: route.abort("failed"), times=1)
    write(page, "não se perca")
    expect(page.get_by_test_id("phone-input")).to_have_value("não se perca")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_test_id("phone-send").click()
    expect(page.get_by_test_id("bubble")).to_contain_text("não se perca")
    page.close()
