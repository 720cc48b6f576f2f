"""The delivery engine: each update posted at once, and again until the tenant answers 200."""

import time
from dataclasses import dataclass
from functools import partial

import requests

from sandbox.faults import Faults
from sandbox.registry import Registry
from sandbox.seed_file import Callback, Number
from sandbox.timeline import Timeline
from sandbox.webhooks.envelope import Update, envelope
from sandbox.webhooks.gathering import Gathering
from sandbox.webhooks.log import Attempt, DeliveryLog
from sandbox.webhooks.signing import encode, filled, signature, with_escaped_slashes

FIRST_RETRY_SECONDS = 60.0
REPLAY_SECONDS = 60.0
LARGEST_BODY = 3 * 1024 * 1024
"""Source: Meta, webhooks/overview."""
GIVE_UP_SECONDS = 7 * 24 * 60 * 60.0


@dataclass
class _Delivery:
    """One body on its way to one callback."""

    callback: Callback
    updates: list[Update]
    body: bytes
    attempt: int = 0
    waited: float = 0.0

    @property
    def number(self) -> Number:
        return self.updates[0].number

    @property
    def summary(self) -> str:
        return ", ".join(update.summary for update in self.updates)


class Webhooks:
    """Deliveries are concurrent and their order is not kept, as with Meta."""

    def __init__(
        self,
        *,
        registry: Registry,
        faults: Faults,
        log: DeliveryLog,
        timeline: Timeline,
        session: requests.Session,
        retry_speed: int,
    ) -> None:
        self._registry = registry
        self._faults = faults
        self._log = log
        self._timeline = timeline
        self._session = session
        self._retry_speed = retry_speed
        self._gathering = Gathering(registry, faults, timeline, self._start)

    def publish(self, update: Update, *, wait: bool = False) -> None:
        """Delivers in the background; `wait`: the first attempt is over when this returns."""
        if not self._gathering.take(update):
            self._start([update], wait=wait)

    def _start(self, updates: list[Update], *, wait: bool = False) -> None:
        callback = self._registry.callback_for(updates[0].number, updates[0].field)
        if callback is None:
            self._note_undeliverable(updates)
            return
        copies = 2 if self._faults.strikes("webhook", "duplicate") else 1
        body = self._body(updates)
        if self._faults.strikes("webhook", "replay"):
            again = _Delivery(callback, updates, body)
            self._timeline.after(REPLAY_SECONDS, partial(self._attempt, again))
        for _ in range(copies):
            delivery = _Delivery(callback, updates, body)
            if wait:
                self._attempt(delivery)
            else:
                self._timeline.after(0, partial(self._attempt, delivery))

    def _body(self, updates: list[Update]) -> bytes:
        body = encode(envelope(updates))
        if self._faults.strikes("webhook", "slashes_escaped"):
            body = with_escaped_slashes(body)
        return filled(body, LARGEST_BODY) if self._faults.strikes("webhook", "huge") else body

    def _attempt(self, delivery: _Delivery) -> None:
        delivery.attempt += 1
        started = time.perf_counter()
        status, error = self._post(delivery)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        next_try = None if status == 200 else self._schedule_retry(delivery)
        self._log.add(
            Attempt(
                at=self._timeline.now(),
                phone_number_id=delivery.number.phone_number_id,
                business=delivery.number.name,
                url=delivery.callback.url,
                summary=delivery.summary,
                attempt=delivery.attempt,
                status=status,
                milliseconds=milliseconds,
                error=error,
                next_try_in=next_try,
            )
        )
        if status == 200:
            for update in delivery.updates:
                if update.answered:
                    update.answered()

    def _post(self, delivery: _Delivery) -> tuple[int | None, str | None]:
        secret = delivery.number.app_secret
        if self._faults.strikes("webhook", "bad_signature"):
            secret += "x"
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": signature(delivery.body, secret),
        }
        try:
            answer = self._session.post(
                delivery.callback.url, data=delivery.body, headers=headers, allow_redirects=False
            )
        except requests.RequestException as error:
            return None, type(error).__name__
        return answer.status_code, None

    def _schedule_retry(self, delivery: _Delivery) -> float | None:
        """Real seconds until the next attempt, twice as long each time; None after seven of Meta's days."""
        pause = FIRST_RETRY_SECONDS * 2.0 ** (delivery.attempt - 1)
        delivery.waited += pause
        if delivery.waited > GIVE_UP_SECONDS:
            return None
        seconds = pause / self._retry_speed
        self._timeline.after(seconds, partial(self._attempt, delivery))
        return seconds

    def _note_undeliverable(self, updates: list[Update]) -> None:
        number = updates[0].number
        self._log.add(
            Attempt(
                at=self._timeline.now(),
                phone_number_id=number.phone_number_id,
                business=number.name,
                url=None,
                summary=", ".join(update.summary for update in updates),
                attempt=0,
                status=None,
                milliseconds=0,
                error="no app is subscribed to this account, or it has no callback: dropped, as Meta does",
            )
        )
