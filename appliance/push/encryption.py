"""A message that only one browser reads: RFC 8291 (keys) over RFC 8188 (aes128gcm, one record).

ADR 0014 says why this is no library.
"""

import os
import struct
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.push.endpoints import BrowserKeys

CURVE: Final = ec.SECP256R1()
RECORD_SIZE: Final = 4096
LONGEST: Final = 3992
"""Push services take 4,096 octets (RFC 8030, 7.2): less header, delimiter and tag."""
PADDED_TO: Final = 512
"""Its length says no more than that it was short."""
_LAST_RECORD: Final = b"\x02"


def encrypt(message: bytes, browser: BrowserKeys) -> bytes:
    """The body to post. Raises ValueError when the key is no point of the curve, or the message too long."""
    if len(message) > LONGEST:
        raise ValueError("too long for a push service")
    padding = b"\x00" * min(-(len(message) + 1) % PADDED_TO, LONGEST - len(message))
    record = message + _LAST_RECORD + padding
    return seal(record, browser, ec.generate_private_key(CURVE), os.urandom(16))


def seal(record: bytes, browser: BrowserKeys, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Of a record with delimiter and padding; `own` and `salt`: of this message alone. Raises ValueError."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser.p256dh)
    sender = point_of(own)
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derive(shared, browser.auth, b"WebPush: info\x00" + browser.p256dh + sender, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    header = salt + struct.pack("!IB", RECORD_SIZE, len(sender)) + sender
    return header + AESGCM(key).encrypt(nonce, record, None)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half as 65 octets."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(secret)
