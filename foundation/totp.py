"""One-time codes that change every 30 seconds (RFC 6238: SHA-1, six digits), and the QR code that shares
their secret with an authenticator app.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
STEPS_OFF = 1
"""A code of the step before or after is taken too: clocks differ (RFC 6238, 5.2)."""
SECRET_BYTES = 20
"""As long as the hash (RFC 4226, 4, R6)."""


@dataclass(frozen=True)
class Drawing:
    """A QR code: an SVG path of unit squares, and the side of the whole in such units."""

    size: int
    path: str


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def as_text(secret: bytes) -> str:
    """Base32, as apps take it from the keyboard."""
    return base64.b32encode(secret).decode()


def code_at(secret: bytes, step: int) -> str:
    """The code of one 30-second step since 1970 (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """The step whose code this is, among those that are good `now` (seconds since 1970); None: wrong."""
    current = int(now) // STEP_SECONDS
    found = None
    for step in range(current - STEPS_OFF, current + STEPS_OFF + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address_of(secret: bytes, issuer: str, account: str) -> str:
    """`otpauth://` as apps read it from a QR code (Google Authenticator's key URI format)."""
    issuer = issuer.replace(":", " ")
    values = urlencode({"secret": as_text(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{values}"


def draw(address: str) -> Drawing:
    """`address` as a QR code, with the quiet zone that readers need."""
    import segno  # noqa: PLC0415 - whoever never sets up a second factor does not pay for it

    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=4))
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return Drawing(len(rows), path)
