"""How fast one may send: arithmetic alone, for one number and for each customer it writes to.

Meta, about-the-platform: 80 messages/s per number (20 for one that is also in the WhatsApp Business app);
per customer one message in six seconds, of which up to 45 may be borrowed from the future. Both are kept by
one rule: each message moves a moment on by its interval, and what is too far ahead has to wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

HEADROOM: Final = 1.025
"""Intervals are this much longer than need be: what leaves evenly arrives a little less so."""
PAIR_BURST: Final = 45
PAIR_SECONDS: Final = 6.0 * HEADROOM
PAIR_TOLERANCE: Final = (PAIR_BURST - 1) * PAIR_SECONDS + 0.01  # sums of fractions are a little off
HORIZON: Final = 0.15
"""Slots are given out this far ahead. A person who writes waits this long for what many are sent."""
PAUSED: Final = 0.6
"""No slot is given out further ahead than this, however slow the number: it rests."""
SLOWEST: Final = 8
"""After refusals a number goes up to this many times slower."""
REMEMBERED_SECONDS: Final = 120.0
"""How long a refusal for being too fast slows a number down."""

GO, PAIR, NUMBER = "go", "pair", "number"


@dataclass(frozen=True)
class Grant:
    """`go`: in so many seconds; `pair`, `number`: not now, and for how long."""

    kind: str
    seconds: float


def interval_of(per_second: float) -> float:
    """Seconds between two messages of a number."""
    return HEADROOM / per_second


def pause_of(refusals: int, first: float, longest: float, jitter: float) -> float:
    """How long a number rests after being refused so often in a row; `jitter` from 0 to 1."""
    return min(longest, first * 2.0 ** (refusals - 1)) * (1 + jitter) / 2


@dataclass
class Pace:
    """What this process knows; Redis keeps the same for all (throttling). Times are seconds of one clock."""

    free_at: float = 0.0
    refusals: int = 0
    refused_at: float = -REMEMBERED_SECONDS
    pairs: dict[int, float] = field(default_factory=dict)
    """Per customer, until when what was sent has used up what is allowed."""

    def reserve(self, now: float, interval: float, pairs: Sequence[int]) -> list[Grant]:
        """One answer for each of `pairs`, in that order; a slot given counts as used."""
        if now - self.refused_at > REMEMBERED_SECONDS:
            self.refusals = 0
        interval *= min(1 + self.refusals, SLOWEST)
        return [self._one(now, interval, pair) for pair in pairs]

    def _one(self, now: float, interval: float, pair: int) -> Grant:
        used = self.pairs.get(pair, now)
        if used - PAIR_TOLERANCE > now:
            return Grant(PAIR, used - PAIR_TOLERANCE - now)
        slot = max(self.free_at, now)
        if slot - now > HORIZON:
            return Grant(NUMBER, slot - now)
        self.free_at = slot + interval
        self.pairs[pair] = max(used, slot) + PAIR_SECONDS
        return Grant(GO, slot - now)

    def learn(self, now: float, interval: float, pair: int, grant: Grant) -> None:
        """Notes what Redis granted."""
        if grant.kind == GO:
            slot = now + grant.seconds
            self.free_at = max(self.free_at, slot + interval)
            self.pairs[pair] = max(self.pairs.get(pair, now), slot) + PAIR_SECONDS

    def slow_number(self, now: float, first: float, longest: float, jitter: float) -> float:
        """Meta refused for being too fast: nothing for a while. Refused during the pause is the same time."""
        if self.free_at - now > PAUSED:
            return self.free_at - now
        self.refusals = 1 + (self.refusals if now - self.refused_at <= REMEMBERED_SECONDS else 0)
        self.refused_at = now
        pause = pause_of(self.refusals, first, longest, jitter)
        self.free_at = now + pause
        return pause

    def slow_pair(self, now: float, pair: int, seconds: float) -> None:
        """Nothing for this customer for so long, and slowly afterwards."""
        self.pairs[pair] = max(self.pairs.get(pair, now), now + PAIR_TOLERANCE + seconds)

    def forget(self, now: float) -> None:
        """Drops customers who may be sent anything again."""
        self.pairs = {pair: used for pair, used in self.pairs.items() if used > now}
