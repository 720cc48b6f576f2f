"""Phone page → inbox and inbox → phone page, in milliseconds.

    .venv/bin/python -m bench.latency [messages, default 50] [--json]

Needs a running demo. A customer types through the phone page's own call; the attendant's browser is a
Socket.IO client like the inbox's. Five customers with their conversations stay in the inbox.
"""

import threading
import time
import uuid
from typing import Any

import socketio

from bench.demo import read_demo, tenant_session
from bench.report import arguments, show, spread
from foundation.http import http_session

WAIT_SECONDS = 15
CUSTOMERS = 5
"""Several, since Meta lets one pair have 45 messages in a burst."""


class Arrivals:
    """When each text was first seen."""

    def __init__(self) -> None:
        self._times: dict[str, float] = {}
        self._changed = threading.Condition()

    def saw(self, text: str) -> None:
        with self._changed:
            self._times.setdefault(text, time.perf_counter())
            self._changed.notify_all()

    def wait(self, text: str) -> float:
        """perf_counter of the arrival. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: text in self._times, WAIT_SECONDS):
                raise TimeoutError(text)
            return self._times[text]


def inbox(demo: dict[str, Any], token: str) -> tuple[socketio.Client, Arrivals]:
    """An attendant's live connection."""
    arrivals = Arrivals()
    host = demo["tenant"]["url"].removeprefix("http://")
    client = socketio.Client(websocket_extra_options={"host": host, "origin": demo["tenant"]["url"]})

    def created(event: dict[str, Any]) -> None:
        arrivals.saw(str(event["message"]["content"]))

    client.on("message.created", created)
    client.connect(
        f"http://127.0.0.1:{demo['edge']['http_port']}",
        transports=["websocket"],
        auth={"token": token},
    )
    return client, arrivals


class Bench:
    """Both ends of the same conversations."""

    def __init__(self, demo: dict[str, Any]) -> None:
        attendant = demo["attendant"]
        self._api = f"{demo['tenant']['url']}/api/v1"
        self._phone_url = demo["phone"]["url"]
        self._number = demo["tenant"]["phone_number_id"]
        self._session = tenant_session(demo["tenant"]["url"], attendant["email"], attendant["password"])
        self._phone = http_session()
        token = str(self._session.headers["Authorization"]).removeprefix("Bearer ")
        self._inbox, self._arrivals = inbox(demo, token)
        self._customers = [f"55119{uuid.uuid4().int % 10**8:08}" for _ in range(CUSTOMERS)]

    def inward(self, turn: int) -> float:
        """Milliseconds from the customer's touch to the attendant's browser."""
        text = f"olá {uuid.uuid4()}"
        customer = self._customers[turn % CUSTOMERS]
        body = {"phone_number_id": self._number, "wa_id": customer, "type": "text", "text": text}
        start = time.perf_counter()
        self._phone.post(f"{self._phone_url}/sandbox/inbound", json=body).raise_for_status()
        return (self._arrivals.wait(text) - start) * 1000

    def take_over(self) -> list[int]:
        """The attendant takes each conversation; their ids."""
        return [self._take_over(customer) for customer in self._customers]

    def _take_over(self, customer: str) -> int:
        query = {"q": customer[-8:], "limit": "1"}
        found = self._session.get(f"{self._api}/conversations", params=query).json()["data"][0]
        self._session.post(f"{self._api}/conversations/{found['id']}/takeover").raise_for_status()
        return int(found["id"])

    def outward(self, turn: int, conversations: list[int]) -> float:
        """Milliseconds from the attendant's Enter to the customer's phone."""
        text = f"resposta {uuid.uuid4()}"
        customer = self._customers[turn % CUSTOMERS]
        body = {
            "conversation_id": conversations[turn % CUSTOMERS],
            "message_type": "text",
            "content": text,
            "client_key": str(uuid.uuid4()),
        }
        query = {"phone_number_id": self._number, "customer": customer}
        start = time.perf_counter()
        self._session.post(f"{self._api}/messages", json=body).raise_for_status()
        while time.perf_counter() - start < WAIT_SECONDS:
            if text in self._phone.get(f"{self._phone_url}/sandbox/messages", params=query).text:
                return (time.perf_counter() - start) * 1000
            time.sleep(0.005)
        raise TimeoutError(text)

    def close(self) -> None:
        self._inbox.disconnect()


def main() -> None:
    """Prints p50, p95 and worst of both ways."""
    parser = arguments(__doc__)
    parser.add_argument("count", type=int, nargs="?", default=50, help="messages each way")
    count = parser.parse_args().count
    bench = Bench(read_demo())
    inward = [bench.inward(turn) for turn in range(count)]
    conversations = bench.take_over()
    outward = [bench.outward(turn, conversations) for turn in range(count)]
    bench.close()
    ways = {"phone → inbox": inward, "inbox → phone": outward}
    show("Latency in ms", [{"way": way, **spread(spent)} for way, spent in ways.items()])


if __name__ == "__main__":
    main()
