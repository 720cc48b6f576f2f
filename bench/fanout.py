"""From a webhook to a hundred attendants, in milliseconds, and the memory that one more of them takes.

    .venv/bin/python -m bench.fanout [--browsers 100] [--rate 5] [--seconds 30] [--runs 5] [--json]

Real web and worker, throw-away MySQL and Redis, all on this machine with the browsers, which are websocket
clients that read as the inbox does, each signed in as a person of their own who sees every conversation. The
time counts from the moment the webhook is sent off until a browser has the message; `last` is until the last
of them has it.
"""

import re
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
import websocket

from bench.conformance import silence_logs
from bench.programs import running
from bench.report import arguments, note, quantile, show
from bench.tenant_data import Token, add_attendant, add_conversations
from bench.throwaway import connected, throwaway_servers
from bench.traffic import Traffic

CUSTOMERS = 50
WAIT_SECONDS = 15
_NUMBER = re.compile(r"mero (\d+); quando")
"""Of the message: how letters beyond ASCII are written in JSON is up to the writer."""


class Browser(threading.Thread):
    """One socket, as Socket.IO speaks over a websocket (engine.io 4): notes when it read which message."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self.read: dict[int, float] = {}
        address = url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
        self._socket: Any = websocket.create_connection(address, origin=url, timeout=WAIT_SECONDS)
        self._socket.recv()  # the handshake's parameters
        self._socket.send(f'40{{"token":"{token}"}}')
        while "hello" not in self._socket.recv():
            pass
        self._socket.settimeout(None)

    def run(self) -> None:
        while True:
            try:
                said = self._socket.recv()
            except (websocket.WebSocketException, OSError):
                return
            now = time.perf_counter()
            if said == "2":
                self._socket.send("3")
            elif said.startswith('42["message.created"'):
                found = _NUMBER.search(said)
                if found:
                    self.read.setdefault(int(found[1]), now)

    def close(self) -> None:
        self._socket.shutdown()  # a farewell would take seconds, for each


@contextmanager
def browsers(url: str, tokens: Iterable[str]) -> Iterator[list[Browser]]:
    """One for each token, all reading."""
    with ExitStack() as stack:
        opened = []
        for token in tokens:
            browser = Browser(url, token)
            stack.callback(browser.close)
            browser.start()
            opened.append(browser)
        yield opened


def fan_out(
    url: str, traffic: Traffic, customers: list[str], reading: list[Browser], *, seconds: float, rate: float
) -> dict[str, Any]:
    """Sends at `rate` and tells how long it took to be read everywhere."""
    for browser in reading:
        browser.read.clear()
    bodies = traffic.texts(customers)
    sent: dict[int, float] = {}
    session = requests.Session()
    begin = time.perf_counter()
    for turn in range(int(seconds * rate)):
        body = next(bodies)
        time.sleep(max(0.0, begin + turn / rate - time.perf_counter()))
        sent[traffic.made - 1] = time.perf_counter()
        headers = {"X-Hub-Signature-256": traffic.signature(body), "Content-Type": "application/json"}
        session.post(f"{url}/webhooks/whatsapp", data=body, headers=headers).raise_for_status()
    deadline = time.perf_counter() + WAIT_SECONDS
    while any(len(browser.read) < len(sent) for browser in reading) and time.perf_counter() < deadline:
        time.sleep(0.05)
    spent = [
        (browser.read[number] - moment) * 1000
        for browser in reading
        for number, moment in sent.items()
        if number in browser.read
    ]
    last: dict[int, float] = defaultdict(float)
    for browser in reading:
        for number, moment in browser.read.items():
            last[number] = max(last[number], (moment - sent[number]) * 1000)
    return {
        "browsers": len(reading),
        "messages": len(sent),
        "p50_ms": round(statistics.median(spent), 1),
        "p95_ms": round(quantile(spent, 0.95), 1),
        "p99_ms": round(quantile(spent, 0.99), 1),
        "last_p95_ms": round(quantile(list(last.values()), 0.95), 1),
        "not_read": len(sent) * len(reading) - len(spent),
    }


def main() -> None:
    """Prints the median of the runs; exit code 1 if a browser missed a message."""
    parser = arguments(__doc__)
    parser.add_argument("--browsers", type=int, default=100)
    parser.add_argument("--rate", type=float, default=5, help="messages a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    silence_logs()
    rows = []
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_servers("mysql", "volume") as servers,
        connected(servers.settings) as context,
    ):
        people = [add_attendant(context, number) for number in range(options.browsers)]
        customers = add_conversations(context, people[0][0], CUSTOMERS)
        with running(servers.settings, Path(folder)) as (web, worker, url):
            before = (web.memory_megabytes(), worker.memory_megabytes())
            with browsers(url, [Token(context, claim)() for _, claim in people]) as reading:
                connected_mb = web.memory_megabytes()
                for turn in range(options.runs):
                    traffic = Traffic(servers.settings.whatsapp, uuid4().hex[:8])
                    rows.append(
                        fan_out(url, traffic, customers, reading, seconds=options.seconds, rate=options.rate)
                    )
                    note(f"run {turn + 1} of {options.runs}: {rows[-1]}")
                after = (web.memory_megabytes(), worker.memory_megabytes())
    merged = {name: round(statistics.median(row[name] for row in rows), 1) for name in rows[0]}
    merged["not_read"] = max(row["not_read"] for row in rows)
    merged["kb_per_browser"] = round((connected_mb - before[0]) * 1024 / options.browsers, 1)
    merged |= {"web_mb": f"{before[0]} → {after[0]}", "worker_mb": f"{before[1]} → {after[1]}"}
    show("From a webhook to every browser", [merged | {"runs": len(rows)}])
    sys.exit(1 if merged["not_read"] else 0)


if __name__ == "__main__":
    main()
