"""Base64url without padding (RFC 4648, 5): how web push writes bytes."""

import base64
import binascii


def encode(raw: bytes) -> str:
    """Text of the URL-safe alphabet, without `=`."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """With or without its padding. Raises ValueError."""
    stripped = text.rstrip("=")
    try:
        return base64.b64decode(stripped + "=" * (-len(stripped) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error
