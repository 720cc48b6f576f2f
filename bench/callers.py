"""Somebody asks every tenant, all the time: who was answered, and since when everybody is again."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

import requests

from foundation.http import http_session

EVERY_SECONDS = 1.0


@dataclass
class Callers:
    """One thread a URL, for as long as the `with` block lasts; times are of `time.monotonic`."""

    urls: Sequence[str]
    requests: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """By what came instead of a 200: a status, the kind of a network error."""
    _last_failure: dict[str, float] = field(default_factory=dict)
    _last_answer: dict[str, float] = field(default_factory=dict)
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _threads: list[Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [Thread(target=self._ask, args=(url,)) for url in self.urls]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def all_answer_since(self, moment: float, seconds: float) -> float | None:
        """Seconds from `moment` until the last of them answered, and no request failed after it.

        None: not within `seconds`. Believed once everybody has answered for three seconds on end.
        """
        while time.monotonic() < moment + seconds:
            time.sleep(EVERY_SECONDS)
            with self._lock:
                back = max((self._first_after(url, moment) for url in self.urls), default=moment)
            if time.monotonic() - back > 3:
                return back - moment
        return None

    def _first_after(self, url: str, moment: float) -> float:
        """When this one came back, or was last seen away: now, if it has not answered since."""
        failed = self._last_failure.get(url, 0.0)
        if self._last_answer.get(url, 0.0) <= max(failed, moment):
            return time.monotonic()
        return max(failed, moment)

    def _ask(self, url: str) -> None:
        with http_session(timeout=(2, 5)) as session:
            while not self._stop.wait(EVERY_SECONDS):
                problem = _problem(session, url)
                with self._lock:
                    self.requests += 1
                    self.failures.update([problem] if problem else [])
                    (self._last_failure if problem else self._last_answer)[url] = time.monotonic()


def _problem(session: requests.Session, url: str) -> str | None:
    """Nothing is wrong with a 200."""
    try:
        status = session.get(url).status_code
    except requests.RequestException as error:
        return type(error).__name__
    return None if status == 200 else str(status)
