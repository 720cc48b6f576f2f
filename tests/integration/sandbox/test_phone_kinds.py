"""What the business sends as the phone shows it, and what its owner can do with it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from sandbox.customers.pictures import png
from tests.integration.sandbox.process import CUSTOMER, NUMBER, TOKEN, WABA, SandboxProcess, wait_until
from tests.integration.sandbox.tenant import Tenant
from tests.integration.sandbox.test_phone_page import page, write

__all__ = ["page"]  # the fixture, for this file too

Json = dict[str, Any]


def send(sandbox: SandboxProcess, kind: str, content: Any) -> str:
    body = {"messaging_product": "whatsapp", "to": f"+{CUSTOMER}", "type": kind, kind: content}
    answer = sandbox.graph("POST", f"{NUMBER}/messages", body)
    answer.raise_for_status()
    return str(answer.json()["messages"][0]["id"])


def upload(sandbox: SandboxProcess, mime_type: str, content: bytes) -> str:
    answer = sandbox.http.post(
        f"{sandbox.url}/graph/v25.0/{NUMBER}/media",
        data={"messaging_product": "whatsapp"},
        files={"file": ("foto.png", content, mime_type)},
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=20,
    )
    return str(answer.json()["id"])


def open_actions(bubble: Locator) -> None:
    bubble.hover()
    bubble.get_by_label("Ações da mensagem").click()


def test_a_template_looks_like_a_message_and_its_button_answers(page: Page, sandbox: SandboxProcess) -> None:
    components = [
        {
            "type": "BODY",
            "text": "Olá, *{{1}}*, o pedido chegou bem?",
            "example": {"body_text": [["Ana"]]},
        },
        {"type": "FOOTER", "text": "ACME"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Chegou"}]},
    ]
    common = {"name": "chegou", "language": "pt_BR", "category": "UTILITY", "components": components}
    template_id = sandbox.graph("POST", f"{WABA}/message_templates", common).json()["id"]
    sandbox.call("POST", f"/sandbox/templates/{template_id}/status", {"status": "APPROVED"})
    parameters = [{"type": "text", "text": "Marina"}]
    wamid = send(
        sandbox,
        "template",
        {
            "name": "chegou",
            "language": {"code": "pt_BR"},
            "components": [{"type": "body", "parameters": parameters}],
        },
    )
    bubble = page.locator(f'[data-wamid="{wamid}"]')
    expect(bubble.locator("strong")).to_have_text("Marina")
    expect(bubble).to_contain_text("ACME")
    preview = page.get_by_test_id(f"customer-{CUSTOMER}").locator(".preview")
    expect(preview).to_have_text("Olá, Marina, o pedido chegou bem?")
    bubble.get_by_role("button", name="Chegou").click()
    expect(page.get_by_test_id("bubble")).to_have_count(2)
    answer = sandbox.chat()[-1]
    assert (answer["type"], answer["content"]["payload"]) == ("button", "Chegou")
    assert answer["reply_to"] == wamid


def test_lists_links_and_places_can_be_tapped(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    rows = [{"id": "m", "title": "Mensal", "description": "R$ 99"}]
    listing = {"button": "Ver planos", "sections": [{"title": "Planos", "rows": rows}]}
    link = {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://example.com/x"}}
    place = {"name": "send_location"}
    for kind, action in (("list", listing), ("cta_url", link), ("location_request_message", place)):
        send(sandbox, "interactive", {"type": kind, "body": {"text": "Escolha"}, "action": action})
    expect(page.get_by_role("link", name="Abrir")).to_have_attribute("href", "https://example.com/x")
    page.get_by_role("button", name="Ver planos").click()
    page.get_by_test_id("options-dialog").get_by_role("button", name="Mensal").click()
    wait_until(lambda: sandbox.chat()[-1]["content"].get("list_reply", {}).get("id") == "m")
    page.get_by_role("button", name="Enviar localização").click()
    wait_until(lambda: sandbox.chat()[-1]["type"] == "location")


def test_a_form_is_filled_in(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    parameters = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Cadastrar", "flow_token": "t1"}
    action = {"name": "flow", "parameters": parameters}
    send(sandbox, "interactive", {"type": "flow", "body": {"text": "Cadastro"}, "action": action})
    page.get_by_role("button", name="Cadastrar").click()
    page.get_by_test_id("form-field").fill("01310-100")
    page.get_by_test_id("form-send").click()
    expect(page.get_by_test_id("bubble").last).to_contain_text("01310-100")
    assert "t1" in sandbox.chat()[-1]["content"]["nfm_reply"]["response_json"]


def test_pictures_sounds_films_and_files_are_shown(page: Page, sandbox: SandboxProcess) -> None:
    for kind in ("video", "audio", "document"):
        page.get_by_test_id("phone-attach").click()
        page.get_by_test_id(f"send-{kind}").click()
    expect(page.locator("video.picture")).to_have_js_property("error", None)
    expect(page.locator("a.card")).to_have_attribute("download", "comprovante.pdf")
    page.get_by_test_id("play").click()
    expect(page.locator(".voice .left")).to_have_text("0:01")
    image = {"id": upload(sandbox, "image/png", png(1)), "caption": "Veja"}
    wamid = send(sandbox, "image", image)
    picture = page.locator(f'[data-wamid="{wamid}"] img')
    expect(picture).to_have_js_property("naturalWidth", 480)


def test_a_file_of_ones_own_leaves_with_its_caption(
    page: Page, sandbox: SandboxProcess, tenant: Tenant
) -> None:
    page.get_by_test_id("phone-input").fill("Olha só")
    file = {"name": "minha.png", "mimeType": "image/png", "buffer": png(2)}
    page.get_by_test_id("phone-file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_test_id("bubble")).to_contain_text("Olha só")
    expect(page.locator(".bubble img")).to_have_js_property("naturalWidth", 480)
    wait_until(lambda: len(tenant.bodies) == 1)


def test_a_message_is_edited_and_deleted(page: Page, sandbox: SandboxProcess, tenant: Tenant) -> None:
    write(page, "erado")
    bubble = page.get_by_test_id("bubble")
    open_actions(bubble)
    page.get_by_test_id("edit").click()
    expect(page.get_by_test_id("phone-input")).to_have_value("erado")
    write(page, "certo")
    expect(bubble).to_contain_text("certo")
    expect(bubble).to_contain_text("editada")
    open_actions(bubble)
    page.get_by_test_id("remove").click()
    expect(bubble).to_contain_text("Mensagem apagada")
    wait_until(lambda: len(tenant.bodies) == 3)


def test_a_reaction_is_taken_back_by_tapping_it_again(page: Page, sandbox: SandboxProcess) -> None:
    write(page, "Oi")
    bubble = page.get_by_test_id("bubble")
    for shown in (1, 0):
        open_actions(bubble)
        page.get_by_label("👍").click()
        expect(bubble.get_by_test_id("reactions")).to_have_count(shown)
    assert "emoji" not in sandbox.chat()[-1]["content"]


def test_a_customer_calls(page: Page, tenant: Tenant) -> None:
    page.get_by_test_id("business-menu").click()
    page.get_by_test_id("callBusiness").click()
    expect(page.get_by_role("alert")).to_contain_text("Ligando para ACME Comércio")
    wait_until(lambda: len(tenant.bodies) == 1)
    assert tenant.bodies[0]["entry"][0]["changes"][0]["field"] == "calls"
