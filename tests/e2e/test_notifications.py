"""The installed app in Chromium: its worker, its shell without a connection, and what is pushed to it.

A browser without a screen reaches no push service, so what one would deliver is handed to the worker as
Chromium's own developer tools do (`ServiceWorker.deliverPushMessage`); that the tenant's worker seals it for
the browser, and sends it, is tested in tests/integration/appliance/push. Nor can anybody click on a
notification there: the click is given to the worker as the event that it is.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Worker, expect

from tests.e2e.platform import Platform, eventually
from tests.e2e.test_inbox import sign_in

pytestmark = pytest.mark.e2e

SHOWN = """async () => (await registration.getNotifications()).map(({ title, body, tag, data }) => (
  { title, body, tag, data }))"""
CLICK = """async () => {
  const [notification] = await registration.getNotifications()
  dispatchEvent(new NotificationEvent('notificationclick', { notification }))
}"""
KEPT = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname)
  return found
}"""


@pytest.fixture
def installed(browser: Browser, platform: Platform) -> Iterator[BrowserContext]:
    """A browser that lets the inbox notify."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1440, "height": 900})
    context.grant_permissions(["notifications"], origin=platform.tenant_url)
    yield context
    context.close()


@pytest.fixture
def inbox(installed: BrowserContext, platform: Platform) -> Page:
    """Signed in, once the worker answers for its page."""
    page = installed.new_page()
    sign_in(page, platform)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def worker_of(context: BrowserContext) -> Worker:
    return eventually(lambda: next(iter(context.service_workers), None), "the service worker")


def deliver(page: Page, platform: Platform, message: dict[str, Any]) -> None:
    """As the push service of the browser would."""
    tools = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    known = eventually(lambda: registrations or page.wait_for_timeout(100), "its registration")
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": platform.tenant_url,
            "registrationId": known[-1]["registrationId"],
            "data": json.dumps(message),
        },
    )
    tools.detach()


def message_about(conversation_id: int | None, **change: Any) -> dict[str, Any]:
    """As appliance.push.words writes it."""
    return {
        "event": "message",
        "conversation_id": conversation_id,
        "title": "Nova mensagem de cliente",
        "body": "ACME",
        "icon": "/apple-touch-icon.png",
        "tag": f"conversation-{conversation_id}",
        **change,
    }


def test_the_shell_opens_without_a_connection_and_says_so(
    installed: BrowserContext, inbox: Page, platform: Platform
) -> None:
    installed.set_offline(True)
    inbox.goto(f"{platform.tenant_url}/inbox")
    expect(inbox.get_by_role("alert")).to_contain_text("Não foi possível falar com o servidor")
    installed.set_offline(False)
    expect(inbox.get_by_role("group", name="Filtrar conversas")).to_be_visible()


def test_nothing_of_anybodys_is_kept(installed: BrowserContext, inbox: Page, platform: Platform) -> None:
    kept = worker_of(installed).evaluate(KEPT)
    assert "/inbox" in kept
    assert [path for path in kept if not path.startswith(("/assets/", "/brand")) and path != "/inbox"] == []
    page = worker_of(installed).evaluate("async () => (await (await caches.match('/inbox')).text())")
    assert platform.demo["attendant"]["email"] not in page


def test_a_push_is_shown_once_and_leads_to_its_conversation(
    installed: BrowserContext, inbox: Page, platform: Platform
) -> None:
    wa_id = f"5511944{uuid4().int % 10**6:06}"
    platform.writes(wa_id, "Bom dia")
    desk = platform.sign_in()
    conversation = eventually(lambda: desk.conversation(wa_id), "the conversation")
    worker = worker_of(installed)
    deliver(inbox, platform, message_about(conversation["id"]))
    (first,) = eventually(lambda: worker.evaluate(SHOWN), "the notification")
    deliver(inbox, platform, message_about(conversation["id"]))

    def in_its_place() -> list[dict[str, Any]] | None:
        shown: list[dict[str, Any]] = worker.evaluate(SHOWN)
        return shown if any(one["data"]["at"] > first["data"]["at"] for one in shown) else None

    (shown,) = eventually(in_its_place, "the second in its place")
    assert (shown["title"], shown["body"]) == ("Nova mensagem de cliente", "ACME")
    assert shown["data"]["conversation_id"] == conversation["id"]
    worker.evaluate(CLICK)
    expect(inbox).to_have_url(f"{platform.tenant_url}/inbox/{conversation['id']}")
    eventually(lambda: worker.evaluate(SHOWN) == [], "it to be closed")


def test_what_is_no_push_of_ours_shows_nothing(
    installed: BrowserContext, inbox: Page, platform: Platform
) -> None:
    deliver(inbox, platform, {"title": "Clique aqui", "conversation_id": "//evil.example"})
    deliver(inbox, platform, message_about(None, tag="test"))
    worker = worker_of(installed)
    (shown,) = eventually(lambda: worker.evaluate(SHOWN), "the second")
    assert shown["tag"] == "test"


def test_what_one_is_told_of_is_chosen_in_the_settings_and_kept(inbox: Page, platform: Platform) -> None:
    inbox.goto(f"{platform.tenant_url}/settings/notifications")
    waiting = inbox.get_by_role("group", name="Conversa na fila")
    sound = waiting.get_by_role("switch", name="Som")
    was = sound.get_attribute("aria-checked")
    with inbox.expect_response("**/notifications/choices") as answer:
        sound.click()
    assert answer.value.ok
    inbox.reload()
    expect(sound).not_to_have_attribute("aria-checked", str(was))
    sound.click()
