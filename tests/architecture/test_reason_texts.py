"""Every reason for which a message waits, fails or may have been lost has words in the inbox."""

from pathlib import Path

import pytest

from appliance.conversations.presenting import WORKER_AWAY
from appliance.whatsapp import meanings
from appliance.whatsapp.claiming import SUPERSEDED
from appliance.whatsapp.graph_errors import MEANINGS
from appliance.whatsapp.outcomes import HELD, NO_ANSWER, PREPARING
from appliance.whatsapp.overdue import EXPIRED, WAITING

CATALOGUE = Path(__file__).parents[2] / "appliance/frontend/src/i18n/sending/pt-BR.ts"
"""The other languages have the same keys: the inbox's own tests see to it."""

OURS = [str(error["reason"]) for error in (SUPERSEDED, NO_ANSWER, PREPARING, EXPIRED, WORKER_AWAY)]
NAMES = {meaning.name for meaning in MEANINGS.values()} | {
    meanings.UNREACHABLE.name,
    meanings.INTERCEPTED.name,
    *WAITING,
    *HELD,
    *OURS,
}
"""A code nobody knows is shown in Meta's words; a file that is gone brings its own."""


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_reason_has_words(name: str) -> None:
    assert f"'reason.{name}':" in CATALOGUE.read_text(encoding="utf-8")
