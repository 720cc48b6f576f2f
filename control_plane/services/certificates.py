"""Certificates of deletion: what was there of a tenant, that it is gone, and the platform's signature.

LGPD, art. 16 (deletion at the end of the processing) and art. 6, X (accountability): the operator shows the
client what was done. Ed25519 (RFC 8032), with a key derived from the platform's (HKDF, RFC 5869): the public
half stands in the certificate, and anybody can check the signature over the canonical JSON of the rest.
"""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"guiche certificates of deletion"
_ADDED = frozenset({"algorithm", "public_key", "signature"})


def sign(document: dict[str, Any], platform_key: str) -> dict[str, Any]:
    """The document with algorithm, public key and signature (both in base64)."""
    key = _key(platform_key)
    return {
        **document,
        "algorithm": "Ed25519",
        "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "signature": base64.b64encode(key.sign(canonical(document))).decode(),
    }


def is_genuine(certificate: dict[str, Any], platform_key: str) -> bool:
    """Whether this platform signed exactly this."""
    try:
        signature = base64.b64decode(certificate["signature"], validate=True)
        _public_key(platform_key).verify(signature, canonical(certificate))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True


def canonical(document: dict[str, Any]) -> bytes:
    """What is signed: JSON without what signing adds, keys sorted, no spaces, UTF-8."""
    content = {name: value for name, value in document.items() if name not in _ADDED}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _key(platform_key: str) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(bytes.fromhex(platform_key))
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public_key(platform_key: str) -> Ed25519PublicKey:
    return _key(platform_key).public_key()
