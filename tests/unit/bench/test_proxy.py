"""A network that is good, then is not."""

import socket
import threading
from collections.abc import Iterator

import pytest

from bench.faults.proxy import CUT, OPEN, SILENT, SLOW, Proxy


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """In front of a server that says back what it hears."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=_echo, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    between = Proxy(server.getsockname()[1])
    between.start()
    yield between
    between.stop()
    server.close()


def _echo(connection: socket.socket) -> None:
    with connection:
        while heard := connection.recv(100):
            connection.sendall(heard)


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=10)


def test_open_and_slow_pass_everything_on(proxy: Proxy) -> None:
    with connect(proxy) as client:
        for network in (OPEN, SLOW):
            proxy.network = network
            client.sendall(b"hello")
            assert client.recv(100) == b"hello"


def test_cut_ends_every_connection_and_takes_no_other(proxy: Proxy) -> None:
    with connect(proxy) as client:
        client.sendall(b"hello")
        assert client.recv(100) == b"hello"
        proxy.network = CUT
        assert _is_over(client)
        with connect(proxy) as other:
            assert _is_over(other)
        proxy.network = OPEN
    with connect(proxy) as again:
        again.sendall(b"back")
        assert again.recv(100) == b"back"


def test_silent_holds_back_until_it_is_good_again(proxy: Proxy) -> None:
    with connect(proxy) as client:
        proxy.network = SILENT
        client.sendall(b"hello")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(100)
        proxy.network = OPEN
        client.settimeout(10)
        assert client.recv(100) == b"hello"


def _is_over(client: socket.socket) -> bool:
    try:
        return client.recv(100) == b""
    except ConnectionError:
        return True
