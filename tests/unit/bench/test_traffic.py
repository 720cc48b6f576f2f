"""Bodies as Meta signs them, and what posts them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from threading import Thread

import pytest

from appliance.settings import WhatsAppSettings
from appliance.whatsapp.envelope import read_body, walk
from appliance.whatsapp.webhook_views import is_signed
from bench.sender import post
from bench.traffic import Traffic, customer_number

SETTINGS = WhatsAppSettings("", "v25.0", "200", "100", "token", "app-secret", "verify")


@pytest.fixture
def traffic() -> Traffic:
    return Traffic(SETTINGS, "run")


def test_texts_are_signed_bodies_of_the_customers_in_turn(traffic: Traffic) -> None:
    customers = [customer_number(number) for number in range(2)]
    bodies = list(islice(traffic.texts(customers, per_body=3), 2))
    items = [item for body in bodies for item in walk(read_body(body), "200", "100")]
    assert [item.raw["from"] for item in items] == customers * 3
    assert [item.raw["id"] for item in items] == [traffic.message_id(number) for number in range(6)]
    assert all(is_signed(body, traffic.signature(body), SETTINGS.app_secret) for body in bodies)


def test_each_message_gets_its_three_receipts(traffic: Traffic) -> None:
    bodies = list(traffic.receipts([("wamid.1", "551"), ("wamid.2", "552")], per_body=4))
    said = [
        (status["id"], status["status"])
        for body in bodies
        for status in json.loads(body)["entry"][0]["changes"][0]["value"]["statuses"]
    ]
    assert said == [(f"wamid.{number}", name) for number in (1, 2) for name in ("sent", "delivered", "read")]


@pytest.fixture
def meta() -> Iterator[tuple[str, list[tuple[bytes, str]]]]:
    """A server that keeps its connections, refuses the body `1`, and what it was given."""
    given: list[tuple[bytes, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            given.append((body, self.headers["X-Hub-Signature-256"]))
            self.send_response(503 if body == b"1" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", given
    server.shutdown()
    server.server_close()


def test_bodies_are_posted_signed_and_refusals_counted(
    meta: tuple[str, list[tuple[bytes, str]]], traffic: Traffic
) -> None:
    url, given = meta
    bodies = [b"%d" % number for number in range(5)]
    with ThreadPoolExecutor(1) as thread:  # after tests with a browser, this one has a loop that runs
        posted = thread.submit(
            post, url, iter(bodies), traffic.signature, seconds=30, per_second=1000, connections=2
        ).result()
    assert sorted(body for body, _ in given) == bodies
    assert all(is_signed(body, signature, SETTINGS.app_secret) for body, signature in given)
    assert (len(posted.milliseconds), posted.refused) == (5, [503])
