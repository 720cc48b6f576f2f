"""Where files may be fetched from: Meta's hosts, over HTTPS, at public addresses; and the configured Graph.

An address comes inside a webhook or an answer and is never trusted: neither our token nor a request of
ours may be led to a foreign host or into the tenant's own networks.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

import requests

from foundation.http import Timeout, http_session
from foundation.public_http import ForeignAddress, PublicAdapter

__all__ = ["ForeignAddress", "PublicAdapter", "check_address", "follow", "media_session"]

HOSTS = frozenset({"lookaside.fbsbx.com", "graph.facebook.com"})
"""No wider: others put content of their own below fbsbx.com."""
HOST_SUFFIXES = (".fbcdn.net", ".whatsapp.net")
ADDRESS_LIMIT = 4096


def check_address(url: str, graph_url: str) -> None:
    """Raises ForeignAddress unless `url` is Meta's over HTTPS, or below the configured Graph's own origin."""
    parts = _split(url)
    if _origin(parts) == _origin(urlsplit(graph_url)):
        return
    host = (parts.hostname or "").lower()
    is_metas = host in HOSTS or host.endswith(HOST_SUFFIXES)
    is_plain = re.fullmatch(r"[a-z0-9.-]+", host) and parts.port in {None, 443}
    if parts.scheme != "https" or not is_metas or not is_plain:
        raise ForeignAddress(f"{parts.scheme}://{host[:100]}")


def follow(url: str, location: str) -> str:
    """Where a redirect from `url` leads, still to be checked. Raises ForeignAddress when it is no address."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise ForeignAddress("malformed") from error


def media_session(timeout: Timeout, graph_url: str) -> requests.Session:
    """Connects by HTTPS to public addresses only, but for the configured Graph, where that is a sandbox."""
    session = http_session(timeout=timeout)
    graph = urlsplit(graph_url)
    of_graph = session.get_adapter(graph_url)
    session.mount("https://", PublicAdapter())
    session.mount(f"{graph.scheme}://{graph.netloc}/", of_graph)
    return session


def _split(url: str) -> SplitResult:
    if len(url) > ADDRESS_LIMIT or not url.isascii() or not url.isprintable() or "\\" in url:
        raise ForeignAddress("malformed")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError when it is no port
    except ValueError as error:
        raise ForeignAddress("malformed") from error
    if "@" in parts.netloc:
        raise ForeignAddress("with user information")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        parts.port or (443 if parts.scheme == "https" else 80),
    )
