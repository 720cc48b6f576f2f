"""Calls of the platform to one of its tenants, outside any sign-in: signed under a key made of the tenant's
session key, which nobody else has.

`Guiche-Platform: t=<seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<method> <path?query>.<body>". A signature is
good for some minutes around its moment, so clocks may differ a little.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

from foundation.sealing import derived_key

HEADER = "Guiche-Platform"
GOOD_FOR_SECONDS = 300
_PURPOSE = b"guiche platform calls 1"
_SHAPE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


@dataclass(frozen=True)
class Call:
    method: str
    target: str
    """The path, and the query if there is one."""
    body: bytes = b""


def sign(session_key: str, call: Call, moment: int) -> str:
    """The header's value. `moment`: seconds since 1970."""
    said = f"{moment}.{call.method} {call.target}.".encode() + call.body
    key = derived_key(session_key.encode(), _PURPOSE)
    return f"t={moment},v1={hmac.new(key, said, hashlib.sha256).hexdigest()}"


def is_signed(session_key: str, header: str, call: Call, now: float) -> bool:
    """Whether `header` is the platform's for just this call, and of about `now`."""
    found = _SHAPE.fullmatch(header)
    if found is None or abs(now - int(found[1])) > GOOD_FOR_SECONDS:
        return False
    return hmac.compare_digest(header.encode(), sign(session_key, call, int(found[1])).encode())
