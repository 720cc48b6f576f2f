"""Every reason for which a message waits, fails or may have been lost has words in inbox and API."""

import re
from pathlib import Path

import pytest

from appliance.whatsapp import meanings, own_reasons
from appliance.whatsapp.graph_errors import MEANINGS

CATALOGUE = Path(__file__).parents[2] / "appliance/frontend/src/i18n/sending/thread.pt-BR.ts"
"""The other languages have the same keys: the inbox's own tests see to it."""

SAID = (*MEANINGS.values(), meanings.UNREACHABLE, meanings.INTERCEPTED, *own_reasons.ALL)
NAMES = {
    *(meaning.name for meaning in SAID),
    *own_reasons.FILE_REASONS.values(),
    own_reasons.FILE_GONE,
}
"""A code nobody knows is shown in Meta's words."""


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_reason_has_words(name: str) -> None:
    assert f"'reason.{name}':" in CATALOGUE.read_text(encoding="utf-8")


@pytest.mark.parametrize("meaning", sorted(set(SAID), key=lambda one: (one.name, one.kind)))
def test_api_and_inbox_say_the_same(meaning: meanings.Meaning) -> None:
    """The inbox may add what comes next while the message waits: "Vai sozinha"."""
    words = dict(re.findall(r"'reason\.(\w+)': '(.*)',", CATALOGUE.read_text(encoding="utf-8")))
    assert words[meaning.name].startswith(meaning.text)
