"""The last thing before a call: never more in a second than allowed, however late its thread woke.

Slots (pace) are given out evenly and ahead of time; on a busy machine threads reach theirs late and would
then leave together.
"""

from collections import deque
from threading import Lock
from time import monotonic, sleep
from typing import Final

WINDOW: Final = 1.03
"""Seconds; what left a second apart arrives a little closer together."""


class Gate:
    """One per process, for all threads that send."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._passed: deque[float] = deque()

    def enter(self, limit: int) -> None:
        """Returns when fewer than `limit` passed within the last second."""
        while wait := self._try(limit):
            sleep(wait)

    def _try(self, limit: int) -> float:
        with self._lock:
            now, passed = monotonic(), self._passed
            while passed and passed[0] <= now - WINDOW:
                passed.popleft()
            if len(passed) < limit:
                passed.append(now)
                return 0.0
            return max(0.001, passed[0] + WINDOW - now)
