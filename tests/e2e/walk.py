"""One walk over every page of the inbox, in both themes and two widths, and what was seen on it.

Several tests ask different things of the same pages: the walk is done once for all of them.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

from demo.showcase.scenes import NOBODY, Scene, enter
from tests.chromium import chromium
from tests.e2e.platform import REPOSITORY, Platform, visit

AXE = REPOSITORY / "appliance" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMED = ["color-contrast", "link-in-text-block"]
"""The rules whose answer depends on the theme; the others are asked once a width."""
WIDTHS = {1280: 800, 390: 844}
RUN = """async options => {
  const shown = document.querySelector('dialog[open]') ?? document
  const {violations} = await axe.run(shown, {...options, preload: false, resultTypes: ['violations']})
  const isSteered = ({target: [list]}) =>
    document.querySelector(`[aria-activedescendant][aria-controls="${list.slice(1)}"]`)
  const menus = [...document.querySelectorAll('[aria-expanded=true][aria-controls]')]
    .map(one => document.getElementById(one.getAttribute('aria-controls')))
    .filter(one => one && ['absolute', 'fixed'].includes(getComputedStyle(one).position))
  const isCovered = ({target: [selector]}) => menus.some(menu => {
    const one = document.querySelector(selector)
    const [a, b] = [one.getBoundingClientRect(), menu.getBoundingClientRect()]
    return !menu.contains(one) && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  })
  return violations.flatMap(({id, nodes}) => nodes
    .filter(node => id !== 'scrollable-region-focusable' || !isSteered(node))
    .filter(node => id !== 'target-size' || !isCovered(node))
    .map(node =>
    `${id} ${node.target.join(' ')} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message}`))
}"""
"""A list that a text field steers (aria-activedescendant) is scrolled by the field's keys, not by its own.
What an open menu covers in part is whole again once that is closed.
"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WATCH = """addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) =>
  console.error(`policy: ${violatedDirective} ${blockedURI}`))"""
OVERFLOWING = """() => [...document.querySelectorAll('html, main, aside, section, dialog')]
  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1
    && !['hidden', 'clip'].includes(getComputedStyle(one).overflowX))
  .map(one => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
UNWORDED = """names => {
  const known = new Set(names)
  const attributes = ['aria-label', 'placeholder', 'title', 'alt']
  const said = [...document.querySelectorAll('body, body *')].flatMap(one => [
    ...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data),
    ...attributes.map(name => one.getAttribute(name) ?? ''),
  ])
  return [...new Set(said.flatMap(one => one.split(/[\\s·,:;()]+/)))].filter(one => known.has(one))
}"""
"""Names of texts where the texts themselves should be: their part was not loaded."""
TURNED = r"""() => {
  const isolates = one => /isolate|plaintext/.test(getComputedStyle(one).unicodeBidi)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const turned = []
  for (let node; (node = walker.nextNode());) {
    let around = node.parentElement
    if (!/[\u202a-\u202e\u2066-\u2069]/.test(node.data) || !around.checkVisibility()) continue
    while (getComputedStyle(around).display === 'inline' && !isolates(around)) around = around.parentElement
    const isApart = isolates(around) || around.textContent.trim() === node.data.trim()
    if (!isApart) turned.push(`${around.tagName} ${around.className}: ${around.textContent.slice(0, 80)}`)
  }
  return turned
}"""
"""Where text that turns the reading direction turns that of its neighbours as well."""


@dataclass
class Seen:
    """By the name of the scene, in words."""

    violations: dict[str, list[str]] = field(default_factory=dict)
    complaints: dict[str, list[str]] = field(default_factory=dict)
    overflowing: dict[str, list[str]] = field(default_factory=dict)
    turned: dict[str, list[str]] = field(default_factory=dict)
    unworded: dict[str, list[str]] = field(default_factory=dict)


@cache
def text_names() -> list[str]:
    """What the catalogues call the inbox's texts."""
    folder = REPOSITORY / "appliance" / "frontend" / "src" / "i18n"
    files = [path.read_text(encoding="utf-8") for path in folder.rglob("*pt-BR.ts")]
    return sorted({name for text in files for name in re.findall(r"^  '([\w.]+)':", text, re.MULTILINE)})


def axe(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What violates WCAG 2.2 AA, a line for each place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(RUN, {"runOnly": only})
    return found


def seated(browser: Browser, platform: Platform, who: str) -> Page:
    """A browser of the admin, of the attendant, or of somebody who did not sign in."""
    context = browser.new_context(
        locale="pt-BR", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    if who != NOBODY:
        visit(page, platform.tenant_url)
        page.get_by_label("E-mail").fill(platform.demo[who]["email"])
        page.get_by_label("Senha", exact=True).fill(platform.demo[who]["password"])
        page.get_by_role("button", name="Entrar").click()
        page.get_by_role("group", name="Filtrar conversas").wait_for()
    return page


def walk(platform: Platform, scenes: Iterable[Scene]) -> Seen:
    """Every scene, by whoever sees it: half of them in one browser, half of them in another beside it."""
    seen = Seen()
    todo = sorted(scenes, key=lambda scene: scene.who)
    half = -(-len(todo) // 2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda lane: _walk(platform, lane, seen), (todo[:half], todo[half:])))
    return seen


def _walk(platform: Platform, scenes: list[Scene], seen: Seen) -> None:
    with chromium() as browser:
        for who, theirs in groupby(scenes, lambda scene: scene.who):
            page = seated(browser, platform, who)
            for scene in theirs:
                with listening(page) as complaints:
                    enter(page, platform.tenant_url, scene)
                    look(page, scene.name, seen)
                    page.unroute_all(behavior="ignoreErrors")
                _keep(seen.complaints, scene.name, complaints)
            page.context.close()


def _keep(where: dict[str, list[str]], name: str, found: list[str]) -> None:
    if found:
        where[name] = found


@contextmanager
def listening(page: Page) -> Iterator[list[str]]:
    """What the browser itself complains of meanwhile: scripts that fail, what the policy refuses, dialogs."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def answer(dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # what a scene wrote is given up on the way to the next
            return dialog.accept()
        complaints.append(f"dialog {dialog.message}")
        return dialog.dismiss()

    listeners = {
        "console": hear,
        "pageerror": lambda error: complaints.append(str(error)),
        "dialog": answer,
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    yield complaints
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def look(page: Page, name: str, seen: Seen) -> None:
    """Asks everything of the scene that is open, and leaves the window as it was."""
    violations: list[str] = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(PAINTED)
            found = axe(page, rules=THEMED if scheme == "dark" else None)
            violations += [f"{width} {scheme}: {each}" for each in found]
        _keep(seen.overflowing, f"{name} {width}", page.evaluate(OVERFLOWING))
    _keep(seen.violations, name, violations)
    _keep(seen.turned, name, page.evaluate(TURNED))
    _keep(seen.unworded, name, page.evaluate(UNWORDED, text_names()))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
