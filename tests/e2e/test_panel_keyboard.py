"""The operator asks for a backup without a mouse: from signing in with two factors to its good end."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from foundation.http import http_session
from foundation.totp import STEP_SECONDS, code_at
from tests.e2e.platform import Platform, visit
from tests.keyboard import SEEN, tab_to

pytestmark = pytest.mark.e2e

PASSWORD = "quatro palavras bem soltas"
LOOK_AGAIN = """() => {
  document.getElementById('live').dataset.stale = 'yes'
  document.dispatchEvent(new Event('visibilitychange'))
}"""
"""What a page does by itself every few seconds; the mark goes as the fresh page is taken over."""


@dataclass(frozen=True)
class Operator:
    email: str
    codes: list[str]
    """Each lets in once, as what the app shows does."""


@pytest.fixture
def rita(platform: Platform) -> Iterator[Operator]:
    """Invited for this test alone, with a second factor; nobody afterwards."""
    email = f"rita-{uuid4().hex[:6]}@guiche.example"
    invited = platform.api("POST", "/operators", json={"email": email, "role": "operator"})
    assert invited.status_code == 201, invited.text
    yield Operator(email, _settle_in(platform, email, invited.json()["url"].rpartition("/")[2]))
    rows = platform.api("GET", "/operators").json()["data"]
    [id_] = [row["id"] for row in rows if row["email"] == email]
    assert platform.api("POST", f"/operators/{id_}/disable").status_code == 200


def _settle_in(platform: Platform, email: str, invitation: str) -> list[str]:
    """Chooses a password and sets the second factor up; the recovery codes."""
    api = f"{platform.panel_url}/api/v1"
    with http_session(timeout=(3.05, 30)) as session:
        accepted = session.post(f"{api}/auth/invitations/{invitation}", json={"password": PASSWORD})
        assert accepted.status_code == 204, accepted.text
        came = session.post(f"{api}/auth/login", json={"email": email, "password": PASSWORD}).json()
        session.headers["X-CSRF-Token"] = came["csrf_token"]
        begun = session.post(f"{api}/account/second-factor", json={"password": PASSWORD}).json()
        code = code_at(base64.b32decode(begun["secret"]), int(time.time()) // STEP_SECONDS)
        confirmed = session.post(f"{api}/account/second-factor/confirm", json={"code": code})
        assert confirmed.status_code == 200, confirmed.text
        codes: list[str] = confirmed.json()["recovery_codes"]
        return codes


def test_a_backup_without_a_mouse(platform: Platform, tab: Page, rita: Operator) -> None:
    signs_in(platform, tab, rita)
    finds(tab, "acme")
    keeps_her_place(tab)
    asks_for_a_backup(tab)
    operation_id = tab.url.rpartition("/")[2]
    assert platform.operation(operation_id)["state"] == "succeeded"
    sees_it_end(tab)


def signs_in(platform: Platform, page: Page, operator: Operator) -> None:
    visit(page, platform.panel_url)
    expect(page.get_by_label("E-mail")).to_be_focused()
    assert page.evaluate(SEEN) == "seen"
    page.keyboard.type(operator.email)
    tab_to(page, page.get_by_label("Senha"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Código")).to_be_focused()
    assert page.evaluate(SEEN) == "seen"
    page.keyboard.type(operator.codes[0])
    tab_to(page, page.get_by_role("button", name="Entrar"))
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Clientes", level=1)).to_be_visible()


def skips_to_the_content(page: Page) -> None:
    """Past the rail: the first stop of every page."""
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Ir para o conteúdo")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def finds(page: Page, words: str) -> None:
    skips_to_the_content(page)
    tab_to(page, page.get_by_role("searchbox", name="Nome, identificador ou endereço"))
    page.keyboard.type(words)
    sort = page.get_by_role("combobox", name="Ordenar")
    tab_to(page, sort)
    page.keyboard.press("ArrowDown")
    expect(sort).to_have_value("-name")
    tab_to(page, page.get_by_role("button", name="Buscar"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={words}**")
    expect(sort).to_have_value("-name")


def keeps_her_place(page: Page) -> None:
    """In a list that keeps itself current; what was ticked stays so too."""
    skips_to_the_content(page)
    tick = page.get_by_role("checkbox", name="Escolher ACME Materiais")
    tab_to(page, tick)
    page.keyboard.press("Space")
    page.evaluate(LOOK_AGAIN)
    expect(page.locator("#live[data-stale]")).to_have_count(0)
    expect(tick).to_be_focused()
    expect(tick).to_be_checked()
    assert page.evaluate(SEEN) == "seen"
    page.keyboard.press("Space")


def asks_for_a_backup(page: Page) -> None:
    tab_to(page, page.get_by_role("link", name="ACME Materiais"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="ACME Materiais", level=1)).to_be_visible()
    skips_to_the_content(page)
    tab_to(page, page.get_by_role("button", name="Fazer backup agora"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/operations/*")
    expect(page.get_by_role("heading", name="Backup: ACME Materiais")).to_be_visible()


def sees_it_end(page: Page) -> None:
    """The page has followed by itself, and leads on."""
    expect(page.get_by_text("Backup feito e conferido").first).to_be_visible()
    skips_to_the_content(page)
    tab_to(page, page.get_by_role("link", name="Ver o cliente"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="ACME Materiais", level=1)).to_be_visible()
