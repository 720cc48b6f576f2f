"""The health check that runs in every container that serves."""

import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

PROBE = Path(__file__).parents[3] / "images" / "python" / "probe"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _probe(port: int, path: str) -> int:
    command = [str(PROBE), str(port), path]
    return subprocess.run(command, check=False, capture_output=True).returncode


def test_healthy(port: int) -> None:
    assert _probe(port, "/healthz") == 0


def test_any_other_status_is_a_failure(port: int) -> None:
    assert _probe(port, "/readyz") == 1


def test_nobody_there_is_a_failure() -> None:
    assert _probe(1, "/healthz") != 0
