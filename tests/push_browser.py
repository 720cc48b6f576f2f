"""A browser's half of web push: the keys it gives away, and reading what was sealed for it (RFC 8291)."""

import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.push import base64url
from appliance.push.endpoints import BrowserKeys

CURVE = ec.SECP256R1()


class Browser:
    """One subscription."""

    def __init__(self, endpoint: str = "https://push.example/send/1") -> None:
        self._key = ec.generate_private_key(CURVE)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = BrowserKeys(point, os.urandom(16))
        self.endpoint = endpoint

    def subscription(self) -> dict[str, Any]:
        """As PushSubscription.toJSON() has it."""
        keys = {"p256dh": base64url.encode(self.keys.p256dh), "auth": base64url.encode(self.keys.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> bytes:
        """Without padding."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        info = b"WebPush: info\x00" + self.keys.p256dh + sender
        secret = _derive(shared, self.keys.auth, info, 32)
        key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
        record = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert record.endswith(b"\x02"), "the delimiter of the last record"
        return record[:-1]

    def read_json(self, body: bytes) -> dict[str, Any]:
        """What the service worker is given."""
        found: dict[str, Any] = json.loads(self.read(body))
        return found


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(secret)
