"""Every kind of message leaves a browser or the API, and is on the phone of the customer."""

import io
import time
import wave
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.platform import Desk, Platform, eventually, visit
from tests.e2e.test_inbox import sign_in

pytestmark = pytest.mark.e2e

DAY = 24 * 60 * 60
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF"


@pytest.fixture
def customer() -> str:
    return f"5511944{uuid4().int % 10**6:06}"


@pytest.fixture
def conversation(platform: Platform, customer: str) -> dict[str, Any]:
    """With the attendant, its window open."""
    platform.writes(customer, "Quero falar com uma pessoa")
    desk = platform.sign_in()
    found = eventually(lambda: desk.conversation(customer), "the conversation")
    taken: dict[str, Any] = desk.call("POST", f"/conversations/{found['id']}/takeover", json={}).json()
    return taken


def on_the_phone(platform: Platform, customer: str, kind: str) -> dict[str, Any]:
    """The newest message of this kind that the phone shows."""

    def look() -> dict[str, Any] | None:
        query = {"phone_number_id": platform.number, "customer": customer}
        sent = platform.sandbox("GET", "/messages", params=query)["data"]
        fitting = [each for each in sent if each["type"] == kind and each["direction"] == "outbound"]
        return fitting[-1] if fitting else None

    return eventually(look, f"{kind} on the phone")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (320, 200), "#2050b0").save(made, "PNG")
    return made.getvalue()


def recording(seconds: int = 2) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(4 * 16_000 * seconds))
    return made.getvalue()


def upload(desk: Desk, kind: str, name: str, content: bytes, content_type: str) -> int:
    answer = desk.call("POST", "/media", data={"kind": kind}, files={"file": (name, content, content_type)})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def sent(desk: Desk, conversation: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The message, once Meta has said that it arrived."""
    key = {"conversation_id": conversation["id"], "client_key": str(uuid4())}
    answer = desk.call("POST", "/messages", json=key | body)
    assert answer.status_code == 201, answer.text
    message_id = answer.json()["id"]

    def arrived() -> dict[str, Any] | None:
        found: dict[str, Any] = next(
            each for each in desk.messages(conversation["id"]) if each["id"] == message_id
        )
        assert found["status"] != "failed", found["error"]
        return found if found["status"] in ("delivered", "read", "played") else None

    return eventually(arrived, f"{body['message_type']} to arrive")


def approved(platform: Platform, components: list[dict[str, Any]]) -> int:
    """A template that Meta has approved, and that we know of from its webhook; its id."""
    desk = platform.sign_in(as_admin=True)
    body = {"name": f"aviso_{uuid4().hex[:8]}", "language": "pt_BR", "category": "UTILITY"}
    made = desk.call("POST", "/templates", json=body | {"components": components})
    assert made.status_code == 201, made.text
    path = f"/templates/{made.json()['id']}"
    eventually(lambda: desk.call("GET", path).json()["sendable"], "Meta's approval")
    return int(made.json()["id"])


def test_files(platform: Platform, conversation: dict[str, Any], customer: str) -> None:
    desk = platform.sign_in()
    media_id = upload(desk, "image", "foto.png", picture(), "image/png")
    shown = sent(
        desk, conversation, {"message_type": "image", "media_id": media_id, "content": "Como *combinado*"}
    )
    assert on_the_phone(platform, customer, "image")["content"]["caption"] == "Como *combinado*"
    assert desk.session.get(desk.url + shown["media_url"]).content.startswith(b"\x89PNG")
    media_id = upload(desk, "document", "orçamento.pdf", PDF, "application/pdf")
    sent(desk, conversation, {"message_type": "document", "media_id": media_id})
    assert on_the_phone(platform, customer, "document")["content"]["filename"] == "orçamento.pdf"


def test_a_voice_note_is_made_of_whatever_was_recorded(
    platform: Platform, conversation: dict[str, Any], customer: str
) -> None:
    desk = platform.sign_in()
    media_id = upload(desk, "voice", "gravacao.wav", recording(), "audio/wav")
    shown = sent(desk, conversation, {"message_type": "audio", "media_id": media_id})
    assert on_the_phone(platform, customer, "audio")["content"]["voice"] is True
    assert shown["metadata"]["media"]["mime_type"].startswith("audio/ogg")
    assert desk.session.get(desk.url + shown["media_url"]).content.startswith(b"OggS")


def test_what_needs_no_file(platform: Platform, conversation: dict[str, Any], customer: str) -> None:
    desk = platform.sign_in()
    place = {"latitude": -23.5614, "longitude": -46.6559, "name": "MASP", "address": "Av. Paulista, 1578"}
    sent(desk, conversation, {"message_type": "location", "location": place})
    assert on_the_phone(platform, customer, "location")["content"]["name"] == "MASP"
    cards = [{"name": "Oficina do Zé", "phones": [{"phone": "+5511965432100"}]}]
    sent(desk, conversation, {"message_type": "contacts", "contacts": cards})
    card = on_the_phone(platform, customer, "contacts")["content"][0]
    assert card["name"]["formatted_name"] == "Oficina do Zé"
    choice = {"kind": "buttons", "buttons": [{"title": "Sim"}, {"title": "Não"}]}
    sent(desk, conversation, {"message_type": "interactive", "content": "Confirma?", "interactive": choice})
    content = on_the_phone(platform, customer, "interactive")["content"]
    assert [each["reply"]["title"] for each in content["action"]["buttons"]] == ["Sim", "Não"]


def test_a_reaction_and_its_withdrawal(
    platform: Platform, conversation: dict[str, Any], customer: str
) -> None:
    desk = platform.sign_in()
    first = next(each for each in desk.messages(conversation["id"]) if each["sender_type"] == "customer")
    path = f"/messages/{first['id']}/reaction"
    given = desk.call("PUT", path, json={"emoji": "👍"})
    assert given.json()["metadata"]["reactions"] == [{"by": "business", "emoji": "👍"}]
    assert on_the_phone(platform, customer, "reaction")["content"]["emoji"] == "👍"
    assert "reactions" not in desk.call("DELETE", path).json()["metadata"]


def test_the_window_is_closed_and_a_template_opens_the_talk(
    platform: Platform, tab: Page, customer: str
) -> None:
    approved_id = approved(
        platform,
        [
            {
                "type": "BODY",
                "text": "Olá {{1}}, seu pedido {{2}} está pronto.",
                "example": {"body_text": [["Ana", "A-17"]]},
            }
        ],
    )
    name = platform.sign_in().call("GET", f"/templates/{approved_id}").json()["name"]
    yesterday = int(time.time()) - DAY - 60
    platform.sandbox(
        "POST",
        "/inbound",
        json={
            "phone_number_id": platform.number,
            "wa_id": customer,
            "type": "text",
            "text": "Quero falar com uma pessoa",
            "timestamp": yesterday,
        },
    )
    desk = platform.sign_in()
    found = eventually(lambda: desk.conversation(customer), "the conversation")
    desk.call("POST", f"/conversations/{found['id']}/takeover", json={})
    refused = desk.send(found["id"], "Bom dia!")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "window_closed")

    sign_in(tab, platform)
    visit(tab, f"{platform.tenant_url}/inbox/{found['id']}")
    tab.get_by_role("button", name="Enviar um modelo").click()
    picker = tab.get_by_role("dialog")
    picker.get_by_label("Buscar por nome").fill(name)
    picker.get_by_role("option", name=name).click()
    picker.get_by_label("Valor de {{1}}").fill("Célia")
    picker.get_by_label("Valor de {{2}}").fill("B-42")
    expect(picker.get_by_text("Olá Célia, seu pedido B-42 está pronto.")).to_be_visible()
    picker.get_by_role("button", name="Enviar").click()
    expect(tab.get_by_role("log").get_by_text("Olá Célia, seu pedido B-42 está pronto.")).to_be_visible()
    on_the_phone(platform, customer, "template")


def test_a_file_chosen_in_the_browser_is_quoted_by_the_customer(
    platform: Platform, tab: Page, conversation: dict[str, Any], customer: str
) -> None:
    sign_in(tab, platform)
    visit(tab, f"{platform.tenant_url}/inbox/{conversation['id']}")
    tab.get_by_role("button", name="Anexar").click()
    with tab.expect_file_chooser() as chooser:
        tab.get_by_text("Documento", exact=True).click()
    chooser.value.set_files({"name": "contrato.pdf", "mimeType": "application/pdf", "buffer": PDF})
    tab.get_by_role("button", name="Enviar mensagem", exact=True).click()
    messages = tab.get_by_role("log")
    expect(messages.get_by_text("contrato.pdf")).to_be_visible()
    wamid = on_the_phone(platform, customer, "document")["wamid"]
    platform.sandbox(
        "POST",
        "/inbound",
        json={
            "phone_number_id": platform.number,
            "wa_id": customer,
            "type": "text",
            "text": "Assino hoje",
            "reply_to": wamid,
        },
    )
    expect(messages.get_by_text("Assino hoje")).to_be_visible()
    expect(messages.get_by_text("contrato.pdf")).to_have_count(2)  # the file, and the quote of it


def test_nothing_was_sent_faster_than_meta_allows(platform: Platform) -> None:
    assert platform.sandbox("GET", "/violations")["violations"] == 0
