"""Secrets that must be read again, sealed in the database: AES-256-GCM under a key of its own.

The key is derived from the session key (HKDF-SHA256, RFC 5869). Whose secret it is is authenticated with it:
a row copied to somebody else does not open.
"""

import base64
import os

NONCE_BYTES = 12
"""96 bits: NIST SP 800-38D, 8.2."""
_PURPOSE = b"guiche second factor 1"


def seal(session_key: str, user_id: int, secret: bytes) -> str:
    """Base64 of nonce, ciphertext and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 5 MB, seldom needed

    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(session_key)).encrypt(nonce, secret, _bound_to(user_id))
    return base64.b64encode(nonce + sealed).decode()


def unseal(session_key: str, user_id: int, sealed: str) -> bytes | None:
    """None when it was altered, moved, or sealed under another session key."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key(session_key)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(user_id))
    except InvalidTag:
        return None


def _key(session_key: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(session_key.encode())


def _bound_to(user_id: int) -> bytes:
    return f"user {user_id}".encode()
