"""Who we are, for a push service: RFC 8292. A token per service and day, signed with the client's key."""

import json
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from appliance.push import base64url
from appliance.push.encryption import point_of

LIFE_SECONDS: Final = 12 * 3600
"""At most 24 hours (RFC 8292, 2); half leaves room for clocks."""
_HEADER: Final = {"typ": "JWT", "alg": "ES256"}


def authorization(endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey) -> str:
    """The header's value. `contact`: an https: or mailto: address, for whoever runs the push service."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + LIFE_SECONDS,
        "sub": contact,
    }
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    # JWS wants r and s one after the other (RFC 7518, 3.4), not the DER that the library gives
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = base64url.encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={base64url.encode(point_of(key))}"


def _part(value: Mapping[str, object]) -> str:
    return base64url.encode(json.dumps(value, separators=(",", ":")).encode())
