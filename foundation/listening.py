"""A server's socket, set so that answers leave at once."""

import socket

from gevent.baseserver import BaseServer


def listen_without_delay(server: BaseServer) -> None:
    """Binds the server's TCP socket; every connection it accepts inherits the option.

    pywsgi sends headers and body one after the other. With Nagle's algorithm (RFC 896) the body then waits
    until the client has acknowledged the headers, which Linux delays by 40 ms on a connection that is kept
    open, as those of browsers and of the edge are.
    """
    server.init_socket()
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
