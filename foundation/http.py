"""Outgoing HTTP: one session with a timeout on every call, and loopback for `*.localhost`.

RFC 6761 reserves `localhost` for loopback. Browsers and curl know, Python's resolver does not:
`loopback_map` sends such hosts to one fixed address and keeps the Host header (inside a container the
loopback of a developer's machine is the edge container).
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

Timeout = tuple[float, float]
DEFAULT_TIMEOUT: Timeout = (3.05, 15.0)


class _TimeoutAdapter(HTTPAdapter):
    def __init__(self, timeout: Timeout, connections: int) -> None:
        self._timeout = timeout
        super().__init__(pool_maxsize=connections)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or self._timeout
        return super().send(request, *args, **kwargs)


class _LoopbackAdapter(_TimeoutAdapter):
    """Connects to `address` (host[:port]) whenever the URL's host is `localhost` or ends in it."""

    def __init__(self, address: str, timeout: Timeout, connections: int) -> None:
        self._address = address
        super().__init__(timeout, connections)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        host = parts.hostname or ""
        if host == "localhost" or host.endswith(".localhost"):
            port = f":{parts.port}" if parts.port and ":" not in self._address else ""
            request.headers["Host"] = parts.netloc
            request.url = urlunsplit(parts._replace(netloc=self._address + port))
        return super().send(request, *args, **kwargs)


def http_session(
    *, timeout: Timeout = DEFAULT_TIMEOUT, loopback: str = "127.0.0.1", connections: int = 8
) -> requests.Session:
    """A session that never waits for ever: (connect, read) `timeout` in seconds.

    `loopback`: host[:port] that stands for `*.localhost`; `connections`: as many are kept per host.
    """
    session = requests.Session()
    session.trust_env = False  # no proxy or .netrc of the machine decides where our calls go
    session.mount("https://", _TimeoutAdapter(timeout, connections))
    session.mount("http://", _LoopbackAdapter(loopback, timeout, connections))
    return session
