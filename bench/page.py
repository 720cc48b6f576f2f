"""How long a person waits for the inbox in Chromium, in milliseconds.

    .venv/bin/python -m bench.page [--messages 500000] [--runs 5] [--slowdown 4] [--json]

Needs Chromium and the front end (`make bootstrap`). Real web and worker, throw-away MySQL with 50,000
conversations; the cache is empty. Measured at full speed, and with a processor `slowdown` times slower
(Emulation.setCPUThrottlingRate). `first usable paint`: from the address to a frame with conversations to be
clicked. `thread`: from a click on one to a frame with its messages. `bubble`: from Enter to a frame with what
was written. `elements`: of the thread once `paged` messages were loaded by scrolling up.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import func, select, update

from appliance.accounts.models import User
from appliance.accounts.passwords import hash_password
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction
from bench.conformance import silence_logs
from bench.inbox import ATTENDANT, bench_desk, wait_indexed
from bench.inbox_data import add_messages
from bench.report import arguments, note, show

CONVERSATIONS = 50_000
LONG_THREAD = 2_000
"""Messages of the thread that is paged through."""
PASSWORD = "the quiet harbour of the bench"  # noqa: S105 - of a throw-away database
WAIT_MS = 60_000
HELPERS = Path(__file__).with_suffix(".js")


def sign_in(browser: Browser, url: str, email: str) -> BrowserContext:
    """A browser with a session and nothing cached."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1280, "height": 800})
    context.add_init_script(path=HELPERS)
    answer = context.request.post(f"{url}/api/v1/auth/login", data={"email": email, "password": PASSWORD})
    if not answer.ok:
        raise RuntimeError(answer.text())
    return context


@contextmanager
def slowed(browser: Browser, url: str, email: str, slowdown: float) -> Iterator[Page]:
    """A page of such a browser on a slow machine."""
    context = sign_in(browser, url, email)
    try:
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        yield page
    finally:
        context.close()


def measure(page: Page, url: str, conversation_id: int, number: int) -> dict[str, float]:
    """One person: opens the inbox, then a conversation, then writes in another."""
    page.goto(f"{url}/inbox", wait_until="commit")
    found = {"first usable paint": page.evaluate("loaded('a.item')")}
    page.wait_for_load_state("networkidle")
    found["thread"] = page.evaluate("opened()")
    page.goto(f"{url}/inbox/{conversation_id}", wait_until="networkidle")
    said = f"Já vejo isso, {number}"
    box = page.get_by_role("textbox", name="Mensagem para")
    box.fill(said)
    page.evaluate("awaitBubble", said)
    box.press("Enter")
    return found | {"bubble": page.evaluate("bubble")}


def page_up(page: Page, url: str, conversation_id: int) -> dict[str, float]:
    """The thread's elements at first, and once all of it was loaded; how many messages that were."""
    page.goto(f"{url}/inbox/{conversation_id}")
    page.wait_for_selector("[data-message]")
    first = page.evaluate("document.querySelectorAll('[role=log] *').length")
    log = page.get_by_role("log")
    log.hover()
    deadline = time.monotonic() + WAIT_MS / 1000
    while not page.get_by_text("Início da conversa").count() and time.monotonic() < deadline:
        page.mouse.wheel(0, -20_000)
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    return {
        "elements at first": first,
        "elements after paging up": page.evaluate("document.querySelectorAll('[role=log] *').length"),
        "height in screens": round(
            page.evaluate(
                "(() => { const log = document.querySelector('[role=log]');"
                " return log.scrollHeight / log.clientHeight })()"
            )
        ),
    }


def make_long(context: Context) -> tuple[str, int]:
    """Gives the attendant a password and a live conversation of LONG_THREAD messages: e-mail and its id."""
    with transaction(context.sessions) as session:
        user = session.get_one(User, ATTENDANT)
        user.password_hash = hash_password(PASSWORD)
        newest = session.scalar(select(func.max(Message.id))) or 0
        chosen = session.scalars(
            select(Conversation)
            .where(Conversation.status == "open")
            .order_by(Conversation.id.desc())
            .limit(1)
        ).one()
        session.execute(
            update(Message).where(Message.id > newest - LONG_THREAD).values(conversation_id=chosen.id)
        )
        last = session.get_one(Message, newest)
        chosen.assigned_user_id, chosen.snoozed_until = ATTENDANT, None
        chosen.last_message_id, chosen.last_message_at = last.id, last.sent_at
        chosen.last_customer_message_at = last.sent_at
        return user.email, chosen.id


def main() -> None:
    """Prints medians and worst over the runs."""
    parser = arguments(__doc__)
    parser.add_argument("--messages", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slowdown", type=float, default=4.0)
    options = parser.parse_args()
    silence_logs()
    speeds = (1, options.slowdown)
    rows: dict[float, list[dict[str, float]]] = {speed: [] for speed in speeds}
    with bench_desk("mysql", CONVERSATIONS) as (context, desk), sync_playwright() as playwright:
        add_messages(context, CONVERSATIONS, 1, options.messages)
        wait_indexed(context)
        email, conversation_id = make_long(context)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for number in range(options.runs * len(speeds)):
            speed = speeds[number % len(speeds)]
            with slowed(browser, desk.url, email, speed) as page:
                rows[speed].append(measure(page, desk.url, conversation_id, number))
            note(f"run {number + 1} of {options.runs * len(speeds)}, {speed:g}: {rows[speed][-1]}")
        with slowed(browser, desk.url, email, 1) as page:
            long = page_up(page, desk.url, conversation_id)
        browser.close()
    show(
        "A person waits, milliseconds",
        [
            {
                "for": name,
                "at": "full speed" if speed == 1 else f"a {speed:g}th of the speed",
                "median": round(statistics.median(row[name] for row in found)),
                "worst": round(max(row[name] for row in found)),
                "runs": len(found),
            }
            for name in rows[1][0]
            for speed, found in rows.items()
        ],
    )
    show(f"A thread of {LONG_THREAD:,} messages", [long])


if __name__ == "__main__":
    main()
