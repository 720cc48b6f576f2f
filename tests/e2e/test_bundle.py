"""How much JavaScript the inbox is, as built and as sent: what its page cannot be shown without."""

import gzip
import re
from pathlib import Path

import pytest

from tests.e2e.platform import REPOSITORY

pytestmark = pytest.mark.e2e

DIST = REPOSITORY / "appliance" / "frontend" / "dist"
LIST, CONVERSATION = 125_000, 185_000
"""Bytes; a conversation's are fetched once the list is there."""


def needed(*chunks: str) -> set[Path]:
    """The page's own script, these chunks, and everything they import at once."""
    (entry,) = re.findall(r'src="/(assets/[^"]+\.js)"', (DIST / "index.html").read_text(encoding="utf-8"))
    todo = [DIST / entry, *(path for name in chunks for path in (DIST / "assets").glob(f"{name}-*.js"))]
    assert len(todo) == 1 + len(chunks)
    found: set[Path] = set()
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            imports = re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', path.read_text(encoding="utf-8"))
            todo += [path.parent / name for name in imports]
    return found


@pytest.mark.parametrize(
    ("chunks", "limit"),
    [(["inbox"], LIST), (["inbox", "thread", "threadTexts", "contact"], CONVERSATION)],
)
def test_the_inbox_is_small(chunks: list[str], limit: int, capsys: pytest.CaptureFixture[str]) -> None:
    size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in needed(*chunks))
    with capsys.disabled():
        print(f"\n{' + '.join(chunks)}: {size / 1000:.1f} kB of JavaScript, gzipped")  # noqa: T201 - the figure
    assert size <= limit


def test_what_the_installed_app_opens_with_is_there() -> None:
    """One file that is missing, and browsers take no service worker at all."""
    kept = set(re.findall(r"/(assets/[\w.-]+)", (DIST / "sw.js").read_text(encoding="utf-8")))
    assert {path.split("-")[0] for path in kept} >= {"assets/start", "assets/inbox", "assets/LoginView"}
    assert [path for path in sorted(kept) if not (DIST / path).is_file()] == []
