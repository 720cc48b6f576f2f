"""The messages put to the model: our instructions, then the last turns of this one conversation.

Roles stay apart and the customer's words stand inside a mark they cannot forge (OWASP LLM01). No two
customers ever send the same prompt, because FILA-IA's cache would give one the other's answer: the
protocol and the second are part of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.ai.texts import instructions
from appliance.settings import TenantSettings

TURNS = 12
TURN_CHARACTERS = 1_500
TOTAL_CHARACTERS = 8_000

_MARK = re.compile(r"<\s*/?\s*cliente\s*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Turn:
    """One message as the model sees it: who spoke and what."""

    is_customer: bool
    text: str


def build_prompt(
    tenant: TenantSettings, protocol: str, turns: Sequence[Turn], now: datetime
) -> list[dict[str, str]]:
    """`messages` for FILA-IA. `turns`: oldest first, ending with the question; too many lose the oldest."""
    local = now.astimezone(ZoneInfo(tenant.timezone))
    system = instructions(
        tenant.locale, tenant_name=tenant.name, protocol=protocol, now=f"{local:%d/%m/%Y %H:%M:%S}"
    )
    chosen: list[dict[str, str]] = []
    room = TOTAL_CHARACTERS
    for turn in reversed(turns[-TURNS:]):
        message = _message(turn)
        room -= len(message["content"])
        if room < 0 and chosen:
            break
        chosen.append(message)
    return [{"role": "system", "content": system}, *reversed(chosen)]


def _message(turn: Turn) -> dict[str, str]:
    if not turn.is_customer:
        return {"role": "assistant", "content": _clean(turn.text)}
    return {"role": "user", "content": f"<cliente>{_MARK.sub(' ', _clean(turn.text))}</cliente>"}


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)[:TURN_CHARACTERS].strip()
