"""The limits really enforced per key: fixed windows of 8 calls in 10 s and 30 in a minute, polls included."""

from collections import defaultdict

from sandbox.timeline import Timeline

WINDOWS = ((10, 8), (60, 30))


class Limits:
    """Counts calls per key in each window."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._counts: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))

    def count(self, key: str) -> int:
        """Counts one call; 0 if it is allowed, else the seconds to wait."""
        now = self._timeline.now()
        for seconds, allowed in WINDOWS:
            window = int(now // seconds)
            started, calls = self._counts[key, seconds]
            calls = calls + 1 if started == window else 1
            self._counts[key, seconds] = (window, calls)
            if calls > allowed:
                return max(1, int((window + 1) * seconds - now))
        return 0
