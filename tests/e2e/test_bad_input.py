"""Too long, disguised, too many, or a program: a sentence beside the field, and nothing typed is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.showcase.scenes import ADMIN, ATTENDANT, CUSTOMER
from tests.e2e.hostile import SCRIPT
from tests.e2e.platform import Platform, visit
from tests.e2e.walk import listening, seated

pytestmark = pytest.mark.e2e

LIMIT = 4096
EXECUTABLE = b"MZ\x90\x00" + bytes(512)
ROWS = 10_000


@pytest.fixture(scope="module")
def attendant(browser: Browser, platform: Platform) -> Iterator[Page]:
    page = seated(browser, platform, ATTENDANT)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def admin(browser: Browser, platform: Platform) -> Iterator[Page]:
    page = seated(browser, platform, ADMIN)
    yield page
    page.context.close()


@pytest.fixture
def composer(attendant: Page, platform: Platform, showcase: dict[str, Any]) -> Iterator[Any]:
    """Of the conversation in which every kind was said; left empty."""
    visit(attendant, f"{platform.tenant_url}/inbox/{showcase[CUSTOMER]}")
    field = attendant.get_by_role("textbox", name="Mensagem para")
    expect(field).to_be_visible()
    yield field
    field.fill("")


def paste(page: Page, field: Any, text: str) -> None:
    """As people do; typed in one go, so many lines would take the browser minutes."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    field.press("Control+V")


def described(page: Page, field: Any) -> str:
    """What is said beside a field, as somebody hears it who cannot see."""
    ids = field.get_attribute("aria-describedby") or ""
    return " ".join(page.locator(f"[id='{one}']").inner_text() for one in ids.split())


def test_one_sign_too_many_is_said_and_kept(attendant: Page, composer: Any) -> None:
    text = "á" * (LIMIT + 1)
    composer.fill(text)
    expect(composer).to_have_attribute("aria-invalid", "true")
    assert "1 caractere além do limite" in described(attendant, composer)
    before = attendant.get_by_role("log").get_by_text("ááááá").count()
    composer.press("Enter")
    expect(composer).to_have_value(text)
    assert attendant.get_by_role("log").get_by_text("ááááá").count() == before
    attendant.reload()
    expect(composer).to_have_value(text)


def test_ten_thousand_rows_pasted_into_a_message_are_kept(attendant: Page, composer: Any) -> None:
    text = "\n".join(f"linha {row}; {SCRIPT}" for row in range(ROWS))
    paste(attendant, composer, text)
    expect(composer).to_have_attribute("aria-invalid", "true")
    assert "além do limite" in described(attendant, composer)
    composer.press("Enter")
    expect(composer).to_have_value(text)


def test_a_program_that_calls_itself_a_picture_is_refused_in_words(attendant: Page, composer: Any) -> None:
    file = {"name": "férias.jpg", "mimeType": "image/jpeg", "buffer": EXECUTABLE}
    attendant.locator("footer input[type=file]").first.set_input_files(file)
    tray = attendant.get_by_role("list", name="Arquivos a enviar")
    expect(tray.get_by_text("não", exact=False).first).to_be_visible(timeout=30_000)
    expect(tray.get_by_text("férias.jpg").first).to_be_visible()
    expect(attendant.get_by_role("button", name="Enviar mensagem", exact=True)).to_be_disabled()
    tray.get_by_role("button", name="Remover férias.jpg").first.click()


def test_ten_thousand_canned_answers_are_refused_before_they_are_sent(
    admin: Page, platform: Platform
) -> None:
    visit(admin, f"{platform.tenant_url}/settings/canned-answers")
    admin.get_by_role("button", name="Colar várias").click()
    dialog = admin.get_by_role("dialog")
    field = dialog.get_by_role("textbox")
    text = "\n".join(f"atalho{row}\tTítulo {row}\tTexto {row}" for row in range(ROWS))
    paste(admin, field, text)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "10.000" in described(admin, field)
    assert "500" in described(admin, field)
    dialog.get_by_role("button", name="Importar").click()
    expect(field).to_have_value(text)


@pytest.mark.parametrize(
    ("path", "opener", "field"),
    [
        ("/settings/labels", "Nova etiqueta", "Nome"),
        ("/settings/queues", "Novo setor", "Nome"),
        ("/settings/canned-answers", "Nova resposta", "Título"),
        ("/settings/macros", "Nova macro", "Nome"),
    ],
)
def test_a_name_longer_than_there_is_room_for_is_said_beside_its_field(
    admin: Page, platform: Platform, path: str, opener: str, field: str
) -> None:
    visit(admin, platform.tenant_url + path)
    admin.get_by_role("button", name=opener).first.click()
    name = admin.get_by_role("dialog").get_by_role("textbox", name=field).first
    typed = SCRIPT * 4
    name.fill(typed)
    expect(name).to_have_attribute("aria-invalid", "true")
    assert "além do limite" in described(admin, name)
    name.press("Enter")
    expect(name).to_have_value(typed)


def test_a_script_in_a_name_is_a_name(admin: Page, platform: Platform) -> None:
    desk = platform.sign_in(as_admin=True)
    name = "<img src=x onerror=alert(9)>"
    made = desk.call("POST", "/labels", json={"name": name}).json()
    with listening(admin) as complaints:
        visit(admin, f"{platform.tenant_url}/settings/labels")
        expect(admin.get_by_text(name, exact=True).first).to_be_visible()
        assert admin.locator("img[src=x]").count() == 0
    assert complaints == []
    desk.call("DELETE", f"/labels/{made['id']}")
