"""How fast a business may send: per number, and per number and customer. Source: Meta, throughput and
about-the-platform (pair rate). Only what the business sends is counted."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.faults import Faults
from sandbox.graph.errors import GraphError
from sandbox.seed_file import Number
from sandbox.timeline import Timeline

PAIR_BURST, PAIR_SECONDS = 45, 6.0
PAIR_SLACK = 0.1
"""A tenth of a message: what a network's jitter may take from a client that keeps exactly to the rate."""


@dataclass
class _Meter:
    """What one number sent, and how often it was too fast."""

    sent: int = 0
    violations: int = 0
    peak_per_second: int = 0
    last_second: deque[float] = field(default_factory=deque)


@dataclass
class _Pair:
    """A bucket of 45 that wins one back every six seconds."""

    level: float = float(PAIR_BURST)
    at: float = 0.0
    sent: int = 0
    violations: int = 0


class Limits:
    """Counts every send; too fast a one is a violation, and refused unless `limits_off` is on."""

    def __init__(self, faults: Faults, timeline: Timeline) -> None:
        self._faults = faults
        self._timeline = timeline
        self._meters: dict[str, _Meter] = {}
        self._pairs: dict[tuple[str, str], _Pair] = {}

    def take_number(self, number: Number) -> None:
        """Counts a send of the number; raises GraphError 130429."""
        meter = self._meters.setdefault(number.phone_number_id, _Meter())
        now = self._timeline.now()
        while meter.last_second and meter.last_second[0] <= now - 1.0:
            meter.last_second.popleft()
        meter.last_second.append(now)
        meter.sent += 1
        meter.peak_per_second = max(meter.peak_per_second, len(meter.last_second))
        if len(meter.last_second) > number.state.messages_per_second:
            meter.violations += 1
            if not self._faults.value("graph", "limits_off"):
                meter.last_second.pop()
                raise number_too_fast()

    def take_pair(self, number: Number, wa_id: str) -> None:
        """Counts a send to the customer; raises GraphError 131056."""
        now = self._timeline.now()
        pair = self._pairs.setdefault((number.phone_number_id, wa_id), _Pair(at=now))
        pair.level = min(float(PAIR_BURST), pair.level + (now - pair.at) / PAIR_SECONDS)
        pair.at = now
        pair.sent += 1
        if pair.level < 1 - PAIR_SLACK:
            pair.violations += 1
            if not self._faults.value("graph", "limits_off"):
                raise pair_too_fast()
        pair.level = max(0.0, pair.level - 1)

    def report(self) -> dict[str, Any]:
        """Everything counted since the last clear, and the sum of the violations."""
        numbers = [
            {
                "phone_number_id": phone_number_id,
                "sent": meter.sent,
                "violations": meter.violations,
                "peak_per_second": meter.peak_per_second,
            }
            for phone_number_id, meter in self._meters.items()
        ]
        pairs = [
            {"phone_number_id": number, "wa_id": wa_id, "sent": pair.sent, "violations": pair.violations}
            for (number, wa_id), pair in self._pairs.items()
            if pair.violations
        ]
        total = sum(meter.violations for meter in self._meters.values())
        total += sum(pair.violations for pair in self._pairs.values())
        return {"violations": total, "numbers": numbers, "pairs": pairs}

    def clear(self) -> None:
        """Forgets what was counted; the limits go on from where they are."""
        for meter in self._meters.values():
            meter.sent = meter.violations = meter.peak_per_second = 0
        for pair in self._pairs.values():
            pair.sent = pair.violations = 0


def number_too_fast() -> GraphError:
    return GraphError(
        130429, "(#130429) Rate limit hit", details="Cloud API message throughput has been reached."
    )


def pair_too_fast() -> GraphError:
    return GraphError(
        131056,
        "(#131056) (Business Account, Consumer Account) pair rate limit hit",
        details="Too many messages sent from this number to the same recipient in a short time.",
    )
