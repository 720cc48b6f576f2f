"""Waiting without flooding the journal: a line of progress when it is new, and every two seconds anyway."""

import time

from control_plane.operations.step import Progress

_SECONDS = 2.0


class Pace:
    """Wraps a step's progress for loops that look several times a second."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._last: tuple[str, int | None] = ("", None)
        self._told_at = float("-inf")

    def __call__(self, message: str, percent: int | None = None) -> None:
        """Raises what the step's progress raises: a lost lease, a passed deadline."""
        now = time.monotonic()
        if (message, percent) == self._last and now - self._told_at < _SECONDS:
            return
        self._last, self._told_at = (message, percent), now
        self._progress(message, percent)
