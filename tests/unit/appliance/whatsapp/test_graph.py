"""What a call that brought no answer means: that it never left, or that nobody knows."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest

from appliance.settings import WhatsAppSettings
from appliance.whatsapp.graph import GraphClient, NoAnswer, Unreachable
from foundation.http import http_session

OURS = WhatsAppSettings("", "v25.0", "200", "100", "token", "secret", "verify")


@contextmanager
def listener(answer: bytes | None) -> Iterator[int]:
    """A port that reads once, says `answer` (None: nothing at all) and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                if answer is not None:
                    connection.sendall(answer)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def call(scheme: str, port: int) -> None:
    settings = replace(OURS, graph_url=f"{scheme}://127.0.0.1:{port}")
    GraphClient(http_session(timeout=(2.0, 2.0)), settings).send_message({"to": "1"})


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", None], ids=["no tls", "hung up"])
def test_tls_that_never_stood_let_nothing_leave(answer: bytes | None) -> None:
    with listener(answer) as port, pytest.raises(Unreachable):
        call("https", port)


def test_a_connection_that_broke_after_the_request_may_have_carried_it() -> None:
    with listener(None) as port, pytest.raises(NoAnswer):
        call("http", port)


def test_nobody_listening_let_nothing_leave() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        call("http", port)
