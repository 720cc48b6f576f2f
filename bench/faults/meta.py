"""Meta as it delivers: each body until it is answered 200, some of them again, some out of turn."""

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import requests

from bench.traffic import Traffic, customer_number

TIMEOUT = (2.0, 10.0)
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
"""Meta waits minutes; what matters is that it comes again."""
AGAIN = 0.1
"""So many of the acknowledged bodies come once more."""
PAST_SECONDS = 3 * 3600
"""How long ago the first was written: no clock that jumps makes any of them lie in the future."""


@dataclass
class Ledger:
    """What was acknowledged. Every message of it has to be there at the end, once and in its place.

    No more than `allow` said are posted, so that some are on their way whenever something is hurt.
    """

    allowed: int = 0
    acknowledged: set[str] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    refusals: int = 0
    again: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def allow(self, number: int) -> None:
        """So many messages in all may be posted from now on."""
        with self._changed:
            self.allowed = number
            self._changed.notify_all()

    def post(self, message_id: str) -> None:
        """Returns when it may be posted."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.posted) < self.allowed)
            self.posted.add(message_id)

    def add(self, message_id: str) -> None:
        with self._changed:
            self.acknowledged.add(message_id)
            self._changed.notify_all()

    def wait_for(self, number: int, seconds: float) -> bool:
        """Until so many are acknowledged; False when they are not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.acknowledged) >= number, seconds)


class Customers(threading.Thread):
    """Some of the customers; each writes in turn, every message a second after the one before."""

    def __init__(
        self, url: str, traffic: Traffic, ledger: Ledger, *, customers: range, each: int, seed: int
    ) -> None:
        super().__init__(name=f"customers from {customers.start}", daemon=True)
        self._url = f"{url}/webhooks/whatsapp"
        self._traffic = traffic
        self._ledger = ledger
        self._customers = customers
        self._each = each
        self._random = random.Random(seed)
        self._session = requests.Session()

    def run(self) -> None:
        begin = int(time.time()) - PAST_SECONDS
        turns = [(customer, turn) for turn in range(self._each) for customer in self._customers]
        for position in range(len(turns) - 1):  # some come out of turn, as they do from Meta
            if self._random.random() < AGAIN:
                turns[position], turns[position + 1] = turns[position + 1], turns[position]
        for customer, turn in turns:
            message_id = message_name(customer, turn)
            body = self._traffic.body(messages=[_message(message_id, customer, turn, begin)])
            self._ledger.post(message_id)
            self._deliver(body)
            self._ledger.add(message_id)
            if self._random.random() < AGAIN:
                self._ledger.again += 1
                self._deliver(body)

    def _deliver(self, body: bytes) -> None:
        wait = FIRST_WAIT
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": self._traffic.signature(body),
        }
        while True:
            with suppress(requests.RequestException):
                answer = self._session.post(self._url, data=body, headers=headers, timeout=TIMEOUT)
                if answer.status_code == 200:
                    return
            self._ledger.refusals += 1
            time.sleep(wait * self._random.uniform(0.5, 1))
            wait = min(wait * 2, LONGEST_WAIT)


def message_name(customer: int, turn: int) -> str:
    """Sorts by turn, so that a conversation's order can be read off the ids."""
    return f"wamid.fault.{customer:04}.{turn:06}"


def _message(message_id: str, customer: int, turn: int, begin: int) -> dict[str, object]:
    return {
        "from": customer_number(customer),
        "id": message_id,
        "timestamp": str(begin + turn),
        "type": "text",
        "text": {"body": f"mensagem {turn} de {customer}"},
    }
