"""Every page of the inbox, the panel and the phone page by the rules of WCAG 2.2 AA, in both themes."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from demo.showcase.scenes import ATTENDANT, CUSTOMER, NOBODY, OPERATOR, enter, panel_scenes
from demo.showcase.scenes import Scene as Place
from tests.e2e.platform import Platform, visit
from tests.e2e.walk import Seen, axe, look, seated, text_names

pytestmark = pytest.mark.e2e

PHONE = ("/", "/faults", "/mail")
WORDED = """() => [...document.querySelectorAll('h1, [data-i18n]')].every(one => one.textContent)
  && [...document.querySelectorAll('[data-i18n-label]')].every(one => one.ariaLabel)"""
"""The phone page's words come with its script; it listens for ever, so that its network is never idle."""


@pytest.mark.timeout(900)
def test_no_page_of_the_inbox_violates_a_rule(walked: Seen) -> None:
    assert walked.violations == {}


def test_every_text_of_the_inbox_is_there(walked: Seen) -> None:
    assert len(text_names()) > 1_500
    assert walked.unworded == {}


def test_no_page_of_the_inbox_is_wider_than_its_window(walked: Seen) -> None:
    assert walked.overflowing == {}


@pytest.mark.parametrize("name", ["panel", "phone"])
def test_no_page_beside_the_inbox_violates_a_rule(browser: Browser, platform: Platform, name: str) -> None:
    seen, tab = Seen(), seated(browser, platform, NOBODY)
    url, paths = platform.phone_url, list(PHONE)
    if name == "panel":
        url, paths = platform.panel_url, [scene.path for scene in panel_scenes() if scene.who == OPERATOR]
        visit(tab, f"{url}/login")
        look(tab, "/login", seen)
        tab.get_by_label("E-mail").fill(platform.demo["panel"]["email"])
        tab.get_by_label("Senha").fill(platform.demo["panel"]["password"])
        tab.get_by_role("button", name="Entrar").click()
        expect(tab.get_by_role("heading", name="Clientes", level=1)).to_be_visible()
    for path in paths:
        visit(tab, url + path)
        tab.wait_for_function(WORDED)
        look(tab, path, seen)
    tab.context.close()
    assert (seen.violations, seen.overflowing) == ({}, {})


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(
    browser: Browser, platform: Platform, showcase: dict[str, Any]
) -> None:
    page = seated(browser, platform, ATTENDANT)
    enter(page, platform.tenant_url, Place("", f"/inbox/{showcase[CUSTOMER]}"))
    opener = page.get_by_role("button", name="Transferir conversa")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert axe(page) == []
    page.context.close()
