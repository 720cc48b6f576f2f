"""What time it is, and what happens later: real in the program, moved by hand in unit tests."""

import time
from collections.abc import Callable
from typing import Protocol

import gevent

Action = Callable[[], None]


class Timeline(Protocol):
    """Every part that waits or looks at a clock does it through this."""

    def now(self) -> float:
        """Unix time in seconds."""

    def after(self, seconds: float, action: Action) -> None:
        """Runs `action` beside the caller, `seconds` from now (0: as soon as possible)."""

    def pause(self, seconds: float) -> None:
        """Keeps only the caller waiting."""


class GeventTimeline:
    """Real time; every action is a greenlet."""

    def now(self) -> float:
        return time.time()

    def after(self, seconds: float, action: Action) -> None:
        if seconds > 0:
            gevent.spawn_later(seconds, action)
        else:
            gevent.spawn(action)

    def pause(self, seconds: float) -> None:
        gevent.sleep(seconds)
