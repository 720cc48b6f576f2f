"""A webhook body as Meta writes it on the wire, and its signature."""

import hashlib
import hmac
import json
from typing import Any


def encode(payload: dict[str, Any]) -> bytes:
    """Compact JSON with everything beyond ASCII escaped, as Meta signs it."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def filled(body: bytes, size: int) -> bytes:
    """The same JSON, as long as `size` bytes: spaces before its last brace."""
    return body[:-1] + b" " * max(0, size - len(body)) + body[-1:]


def with_escaped_slashes(body: bytes) -> bytes:
    """The same JSON as another of Meta's encoders may write it."""
    return body.replace(b"/", b"\\/")


def signature(body: bytes, app_secret: str) -> str:
    """The value of `X-Hub-Signature-256` for these exact bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
