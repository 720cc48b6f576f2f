"""Where the focus is, and whether whoever has no mouse sees it."""

from playwright.sync_api import Locator, Page

SEEN = """() => {
  const one = document.activeElement
  const what = one.outerHTML.slice(0, 120)
  if (one === document.body || one.getClientRects().length === 0) return `lost: ${what}`
  const hasRing = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  }
  return [one, ...one.querySelectorAll('*')].some(hasRing) ? 'seen' : `no ring: ${what}`
}"""
MOST_TABS = 40


def tab_to(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Tab after Tab, the focus seen at each stop."""
    trail = []
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            return
        page.keyboard.press(key)
        trail.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
        assert page.evaluate(SEEN) == "seen", trail
    raise AssertionError(f"{MOST_TABS} times {key}, and not at {wanted}")
