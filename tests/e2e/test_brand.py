"""The client's own looks in a real browser, whose policy lets nothing in but our own files."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from foundation.http import http_session
from tests.e2e.platform import Desk, Platform, visit

pytestmark = pytest.mark.e2e

COLOUR = "#0f6b52"
PRIMARY = "() => getComputedStyle(document.documentElement).getPropertyValue('--color-primary').trim()"


@pytest.fixture
def admin(platform: Platform) -> Iterator[Desk]:
    """Afterwards the tenant looks as it came."""
    desk = platform.sign_in(as_admin=True)
    yield desk
    assert (
        desk.call(
            "PUT", "/brand", json=dict.fromkeys(("name", "login_text", "colour", "logo", "favicon"))
        ).status_code
        == 200
    )


@pytest.fixture
def brand(admin: Desk) -> Any:
    picture = BytesIO()
    Image.new("RGB", (300, 100), COLOUR).save(picture, "PNG")
    headers = {"Content-Type": "image/png"}
    logo = admin.call("POST", "/brand/pictures", data=picture.getvalue(), headers=headers).json()
    body = {"name": "Padaria do Zé", "colour": COLOUR, "logo": logo["id"], "login_text": "Bom dia!"}
    answer = admin.call("PUT", "/brand", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_page_that_signs_in_is_the_clients(platform: Platform, tab: Page, brand: Any) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    visit(tab, f"{platform.tenant_url}/login")
    expect(tab.get_by_role("heading", name="Padaria do Zé")).to_be_visible(timeout=60_000)
    expect(tab.get_by_text("Bom dia!")).to_be_visible()
    logo = tab.locator(f"img[src='{brand['logo']['url']}']")
    assert logo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert tab.evaluate(PRIMARY) == brand["themes"][scheme]["variables"]["--color-primary"]
    assert complaints == []


def test_the_inbox_can_be_installed_as_the_clients(platform: Platform, brand: Any) -> None:
    with http_session() as session:
        manifest = session.get(f"{platform.tenant_url}/manifest.webmanifest").json()
        assert manifest["name"] == brand["name"]
        for icon in manifest["icons"]:
            answer = session.get(platform.tenant_url + icon["src"])
            assert answer.headers["Content-Type"] == "image/png"
            with Image.open(BytesIO(answer.content)) as image:
                assert icon["sizes"] == f"{image.width}x{image.height}"
