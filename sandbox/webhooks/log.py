"""What was delivered to whom and how it went: the last few hundred attempts, without their texts."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.live import Live


@dataclass(frozen=True)
class Attempt:
    """`status`: the tenant's HTTP status, or None when it could not be asked; then `error` says why."""

    at: float
    phone_number_id: str
    business: str
    url: str | None
    summary: str
    attempt: int
    status: int | None
    milliseconds: float
    error: str | None = None
    next_try_in: float | None = None


class DeliveryLog:
    """Newest first; also an event for whoever watches."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._attempts: deque[Attempt] = deque(maxlen=500)

    def add(self, attempt: Attempt) -> None:
        self._attempts.appendleft(attempt)
        self._live.publish("delivery", asdict(attempt))

    def recent(self) -> list[dict[str, Any]]:
        return [asdict(attempt) for attempt in self._attempts]
