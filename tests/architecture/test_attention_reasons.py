"""Every reason for which the appliance calls a person has words in the inbox."""

from pathlib import Path
from types import ModuleType

import pytest

from appliance.ai import texts
from appliance.conversations import ownership, scheduling, snoozing
from appliance.service_levels import clocks
from appliance.whatsapp import undelivered

CATALOGUES = (Path(__file__).parents[2] / "appliance/frontend/src/i18n").rglob("pt-BR.ts")
WORDS = "".join(catalogue.read_text(encoding="utf-8") for catalogue in CATALOGUES)
"""The other languages have the same keys: the inbox's own tests see to it."""


def _reasons(module: ModuleType) -> list[str]:
    """The texts a module declares Final."""
    return [getattr(module, name) for name, kind in module.__annotations__.items() if "Final" in str(kind)]


@pytest.mark.parametrize(
    "reason",
    [
        *_reasons(texts),
        *_reasons(undelivered),
        *_reasons(scheduling),
        *_reasons(snoozing),
        ownership.TRANSFERRED,
        ownership.ASSIGNED,
        ownership.OWNER_LEFT,
        clocks.SLA_AT_RISK,
        clocks.SLA_BREACHED,
    ],
)
def test_a_reason_has_words(reason: str) -> None:
    assert f"'attention.{reason}':" in WORDS
