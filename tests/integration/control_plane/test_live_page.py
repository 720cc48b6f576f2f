"""A page that keeps itself current, in a real Chromium: whoever has the focus on something keeps it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.keyboard import SEEN

pytestmark = pytest.mark.integration

STATIC = Path(__file__).parents[3] / "control_plane/web/static"
SITE = "http://panel.example"
START = '<script type="module">import { followLive } from "/live.js"; followLive(() => {});</script>'

Show = Callable[[str], None]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def show(page: Page) -> Show:
    """What the server has from now on: the page opens with it, or takes it over."""
    shown: list[str] = []

    def answer(route: Route) -> None:
        script = STATIC / route.request.url.rpartition("/")[2]
        if script.suffix == ".js":
            route.fulfill(body=script.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=shown[-1], content_type="text/html")

    def put(body: str) -> None:
        version = len(shown)
        shown.append(
            f'<!doctype html>{START}<p id="alarm-badge"></p><p id="alarm-dot"></p><p id="spoken"></p>'
            f'<div id="live" data-live="60" data-version="{version}">{body}</div>'
        )
        if not version:
            page.goto(SITE)
            return
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(f"#live[data-version='{version}']")).to_have_count(1)

    page.route("**/*", answer)
    return put


def row(name: str, words: str = "") -> str:
    return f'<tr id="tenant-{name}">\n<td><a href="#{name}">{name}</a> {words}</td>\n</tr>\n'


def table(*rows: str) -> str:
    return f"\n<table>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n"


def stays(page: Page, show: Show, name: str, before: str, after: str) -> None:
    """The focus, on this link or button."""
    show(before)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != name:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), f"no way to {name}"
    show(after)
    assert page.evaluate("document.activeElement.textContent") == name
    assert page.evaluate(SEEN) == "seen"


BEFORE = table(row("ana"), row("beto"), row("caio"))


@pytest.mark.parametrize(
    "after",
    [
        table(row("ana", "fine"), row("beto", "worse"), row("caio")),
        table(row("new"), row("ana"), row("beto"), row("caio")),
        table(row("beto"), row("caio")),
        table(row("beto"), row("ana"), row("caio")),
        table(row("caio"), row("ana"), row("beto")),
        f"\n<section><h2>Backup</h2><a href='#op'>60 %</a></section>\n{BEFORE}",
    ],
    ids=["other words", "one more above", "one less above", "moved up", "moved down", "a card above"],
)
def test_the_focus_stays_on_its_row(page: Page, show: Show, after: str) -> None:
    stays(page, show, "beto", BEFORE, after)


def test_no_other_button_slips_under_the_focus(page: Page, show: Show) -> None:
    def form(action: str) -> str:
        return f'<form action="/{action}"><button>{action}</button></form>\n'

    stays(page, show, "copy", form("backup") + form("copy"), form("cancel") + form("copy"))
    stays(page, show, "copy", form("backup") + form("copy"), form("copy"))


def test_what_is_read_stays_open_where_it_was(page: Page, show: Show) -> None:
    output = '<details id="output"><summary>Output</summary><pre tabindex="0">{}</pre></details>'
    waits, begins = '<div role="status">Queued</div>\n', '<section aria-labelledby="a">Why</section>\n'
    show(waits + output.format("one line\n" * 99))
    page.add_style_tag(content="pre { height: 60px; overflow: auto }")
    page.locator("summary").press("Enter")
    page.locator("pre").evaluate("one => one.scrollTop = 500")
    show(begins + output.format("one line\n" * 100))
    assert page.locator("pre").evaluate("one => one.scrollTop") == 500
    expect(page.locator("summary")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Why")
    expect(page.locator("#live")).not_to_contain_text("Queued")
