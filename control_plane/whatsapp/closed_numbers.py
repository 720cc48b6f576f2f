"""Numbers whose client was deleted for good: known again, and no longer named."""

from hashlib import sha256

CLOSED_NUMBER = "closed_number"
"""In a tombstone's configuration."""


def closed_number(phone_number_id: str) -> str:
    """What stays of Meta's id of it."""
    return sha256(b"guiche closed number\n" + phone_number_id.encode()).hexdigest()
