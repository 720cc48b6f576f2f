"""People's secrets that must be read again, sealed in the database under a key made of the session key."""

import base64

from foundation import sealing

_PURPOSE = b"guiche second factor 1"


def seal(session_key: str, user_id: int, secret: bytes) -> str:
    """Base64 of nonce, ciphertext and tag."""
    return base64.b64encode(sealing.seal(_key(session_key), _bound_to(user_id), secret)).decode()


def unseal(session_key: str, user_id: int, sealed: str) -> bytes | None:
    """None when it was altered, moved, or sealed under another session key."""
    return sealing.unseal(_key(session_key), _bound_to(user_id), base64.b64decode(sealed))


def _key(session_key: str) -> bytes:
    return sealing.derived_key(session_key.encode(), _PURPOSE)


def _bound_to(user_id: int) -> bytes:
    return f"user {user_id}".encode()
