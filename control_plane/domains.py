"""Where a hostname leads, and how long the edge's certificate for it lasts: asked of DNS and of the edge."""

import socket
import ssl
from collections.abc import Callable, Iterable
from datetime import datetime

from cryptography import x509

HERE, ELSEWHERE, NOWHERE, FORBIDDEN = "here", "elsewhere", "nowhere", "forbidden"
Resolve = Callable[[str], set[str] | None]
"""A name's addresses, none for a name that does not exist, None when nobody answered."""
_TIMEOUT = 10.0
_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def resolve(name: str) -> set[str] | None:
    """By the system's resolver, CNAMEs followed."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return set() if error.errno in _NO_SUCH_NAME else None
    except UnicodeError:  # longer than a name can be
        return set()
    return {str(address[4][0]) for address in found}


def own_addresses(configured: str, ask: Resolve = resolve) -> set[str] | None:
    """The platform's own, of the setting; None when a name in it has no answer now."""
    found: set[str] = set()
    for part in (each.strip() for each in configured.split(",")):
        if not part:
            continue
        addresses = {part} if _is_address(part) else ask(part)
        if not addresses:
            return None
        found |= addresses
    return found


def judge(found: Iterable[str], ours: set[str]) -> str:
    """here only when every address is ours: a certificate authority may ask any of them."""
    addresses = set(found)
    if not addresses:
        return NOWHERE
    return HERE if addresses <= ours else ELSEWHERE


def certificate_until(edge: str, hostname: str) -> datetime | None:
    """The end of the certificate that the edge (host:port) serves for `hostname`; None when it serves none.

    A first handshake makes the edge fetch one (on-demand TLS).
    """
    host, _, port = edge.rpartition(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # whoever signed it: its end is what is asked
    try:
        with (
            socket.create_connection((host, int(port)), timeout=_TIMEOUT) as raw,
            context.wrap_socket(raw, server_hostname=hostname) as connection,
        ):
            served = connection.getpeercert(binary_form=True)
    except OSError:
        return None
    return x509.load_der_x509_certificate(served).not_valid_after_utc if served else None


def _is_address(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except OSError:
            continue
        return True
    return False
