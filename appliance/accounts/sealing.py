"""People's secrets that must be read again, sealed in the database under a key made of the session key.

While that is replaced there are two (`foundation.rotating`): the first seals, both open.
"""

import base64

from foundation import sealing
from foundation.rotating import accepted, current

_PURPOSE = b"guiche second factor 1"


def seal(session_key: str, user_id: int, secret: bytes) -> str:
    """Base64 of nonce, ciphertext and tag."""
    return base64.b64encode(sealing.seal(_key(current(session_key)), _bound_to(user_id), secret)).decode()


def unseal(session_key: str, user_id: int, sealed: str) -> bytes | None:
    """None when it was altered, moved, or sealed under another session key."""
    stored = base64.b64decode(sealed)
    opened = (sealing.unseal(_key(key), _bound_to(user_id), stored) for key in accepted(session_key))
    return next((secret for secret in opened if secret is not None), None)


def resealed(session_key: str, user_id: int, sealed: str) -> str | None:
    """The same under the key to use now; None when it is already, or opens with none."""
    if unseal(current(session_key), user_id, sealed) is not None:
        return None
    secret = unseal(session_key, user_id, sealed)
    return seal(session_key, user_id, secret) if secret is not None else None


def _key(key: str) -> bytes:
    return sealing.derived_key(key.encode(), _PURPOSE)


def _bound_to(user_id: int) -> bytes:
    return f"user {user_id}".encode()
