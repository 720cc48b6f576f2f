"""What a browser is, in words a person knows, from its User-Agent. A few rules, in the order in which they
hold: most browsers also name those they imitate.
"""

import re
from typing import Final

_BROWSERS: Final = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[\d.]+.*Safari/"),
)
_SYSTEMS: Final = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)
_PROGRAM = re.compile(r"^([A-Za-z][\w.-]{0,30})/[\d.]+")


def device_of(agent: str | None) -> dict[str, str | None]:
    """{browser, system}, each None when nothing known is named; a program is called by its own name."""
    text = agent or ""
    browser, system = _first(_BROWSERS, text), _first(_SYSTEMS, text)
    if browser is None and (program := _PROGRAM.match(text)) and program[1] != "Mozilla":
        browser = program[1]
    return {"browser": browser, "system": system}


def _first(rules: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, pattern in rules if re.search(pattern, text)), None)
