"""Message ids that look like Meta's: opaque, about sixty characters, never the same twice."""

import base64
import secrets


def new_wamid(wa_id: str) -> str:
    """A fresh `wamid.…` that, like Meta's, carries the customer's number inside."""
    raw = b"\x1d\x00\x15\x02\x00\x12\x18\x14" + wa_id.encode() + secrets.token_bytes(20)
    return "wamid.HBgN" + base64.b64encode(raw).decode().rstrip("=")
