"""Answers do not wait for the acknowledgement of their own headers."""

import socket

import gevent.socket
from gevent.event import AsyncResult
from gevent.server import StreamServer

from foundation.listening import listen_without_delay


def test_what_a_server_accepts_sends_at_once() -> None:
    option: AsyncResult[int] = AsyncResult()

    def take(accepted: socket.socket, _address: object) -> None:
        option.set(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    server = StreamServer(("127.0.0.1", 0), take)
    listen_without_delay(server)
    server.start()
    try:
        with gevent.socket.create_connection(("127.0.0.1", server.server_port)):
            assert option.get(timeout=5)
    finally:
        server.stop()
