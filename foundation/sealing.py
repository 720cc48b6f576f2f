"""Secrets that must be read again, sealed with AES-256-GCM; and keys for one purpose each, made of another.

Whose secret it is is authenticated with it: what was sealed for somebody does not open for anybody else.
`cryptography` costs 5 MB, so it is imported when something is sealed or opened.
"""

import os

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 bits: NIST SP 800-38D, 8.2."""


def derived_key(secret: bytes, purpose: bytes) -> bytes:
    """32 bytes by HKDF-SHA256 (RFC 5869): other purposes have other keys, and none tells of another."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def seal(key: bytes, owner: bytes, secret: bytes) -> bytes:
    """Nonce followed by ciphertext and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, owner)


def unseal(key: bytes, owner: bytes, sealed: bytes) -> bytes | None:
    """None when it was altered, moved to another owner, or sealed under another key."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner)
    except InvalidTag:
        return None
