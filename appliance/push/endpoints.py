"""Where a browser says that its push service is: never trusted, or whoever signs in could have our worker
call into the networks it stands in. HTTPS at the usual port here; that it is a public address is looked at
when connecting (media.addresses), and no redirect is followed.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from appliance.errors import InvalidInput
from appliance.push import base64url

LONGEST: Final = 1000
POINT_OCTETS: Final = 65
SECRET_OCTETS: Final = 16


@dataclass(frozen=True)
class BrowserKeys:
    """What a browser gave for what is sent to it alone."""

    p256dh: bytes
    """Its public key, an uncompressed point of the curve P-256."""
    auth: bytes


def check_endpoint(endpoint: str) -> None:
    """Raises InvalidInput `endpoint_refused`."""
    if not _is_fit(endpoint):
        text = "O navegador deu um endereço de notificações que não aceitamos."
        raise InvalidInput("endpoint_refused", text, field="endpoint")


def read_keys(p256dh: str, auth: str) -> BrowserKeys:
    """Raises InvalidInput `keys_refused` unless they have the form that RFC 8291, 3 gives them."""
    try:
        keys = BrowserKeys(base64url.decode(p256dh), base64url.decode(auth))
    except ValueError:
        keys = BrowserKeys(b"", b"")
    is_point = len(keys.p256dh) == POINT_OCTETS and keys.p256dh[0] == 4
    if not is_point or len(keys.auth) != SECRET_OCTETS:
        raise InvalidInput("keys_refused", "As chaves do navegador não são válidas.", field="keys")
    return keys


def _is_fit(endpoint: str) -> bool:
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    is_name = re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host) is not None and not _is_address(host)
    is_plain = "@" not in parts.netloc and port in {None, 443} and not parts.fragment
    return parts.scheme == "https" and is_name and is_plain


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
