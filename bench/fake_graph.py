"""A Graph API that only counts: what it took, how fast it came, and what Meta would have refused for that.

80 messages a second for a number (Meta: messaging limits, throughput), and for a pair of number and customer
45 at once, then one every six seconds (error 131056). It takes too much all the same, and notes it.
"""

import json
import random
import threading
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PER_SECOND = 80
PAIR_BURST = 45
PAIR_SECONDS = 6.0


@dataclass
class Meter:
    """Times of what was taken, in perf_counter's seconds."""

    per_second: int = PER_SECOND
    times: deque[float] = field(default_factory=deque)
    too_fast: int = 0
    """Messages beyond the number's rate, in any window of one second."""
    too_fast_for_pair: int = 0
    _pairs: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Customer → (tokens, when)."""

    def note(self, customer: str, now: float) -> None:
        self.times.append(now)
        recent = 0
        for moment in reversed(self.times):
            if moment <= now - 1:
                break
            recent += 1
        self.too_fast += recent > self.per_second
        tokens, when = self._pairs.get(customer, (float(PAIR_BURST), now))
        tokens = min(PAIR_BURST, tokens + (now - when) / PAIR_SECONDS)
        self.too_fast_for_pair += tokens < 1
        self._pairs[customer] = (max(0.0, tokens - 1), now)

    def busiest_second(self) -> int:
        """The most that came within any second."""
        times, most, start = list(self.times), 0, 0
        for end, moment in enumerate(times):
            while times[start] <= moment - 1:
                start += 1
            most = max(most, end - start + 1)
        return most


class FakeGraph:
    """Started and stopped by `with`; told how often it fails by `faults`."""

    def __init__(self, seed: int = 1, faults: float = 0.0, answer_seconds: float = 0.0) -> None:
        self.meter = Meter()
        self.taken: Counter[str] = Counter()
        """How often each text was taken."""
        self.taken_ids: dict[str, list[str]] = defaultdict(list)
        """The ids given for each text."""
        self._faults = faults
        self._answer_seconds = answer_seconds
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> "FakeGraph":
        threading.Thread(target=self._server.serve_forever, name="graph", daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """Status and answer; None: no answer at all, although it may have been taken."""
        if body.get("status") == "read" or "text" not in body:
            return 200, {"success": True}
        time.sleep(self._answer_seconds)
        customer, text = str(body.get("to", "")).removeprefix("+"), str(body["text"]["body"])
        with self._lock:
            chance = self._random.random()
            if chance < self._faults:  # Meta's own trouble: not taken
                error = {"code": 131016, "message": "Service unavailable", "type": "OAuthException"}
                return 500, {"error": error}
            self.meter.note(customer, time.perf_counter())
            self.taken[text] += 1
            whatsapp_id = f"wamid.graph{sum(self.taken.values()):09}"
            self.taken_ids[text].append(whatsapp_id)
            if chance < 2 * self._faults:
                return None
        contacts = [{"input": customer, "wa_id": customer}]
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": contacts,
            "messages": [{"id": whatsapp_id}],
        }


def _handler(graph: FakeGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            given = self.rfile.read(length)
            try:
                body = json.loads(given)
            except ValueError:
                body = {}
            answer = graph.take(body if self.path.endswith("/messages") else {})
            if answer is None:
                self.close_connection = True
                return
            self._answer(*answer)

        def do_GET(self) -> None:
            self._answer(404, {"error": {"code": 100, "message": "Nothing here", "type": "OAuthException"}})

        def _answer(self, status: int, document: dict[str, Any]) -> None:
            written = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_arguments: object) -> None:
            """Nobody reads it."""

    return Handler
