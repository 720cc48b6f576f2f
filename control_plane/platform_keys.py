"""The keys that seal what the platform keeps: usually one, several while the platform key is rotated.

Each is 64 hexadecimal digits, one a line, the newest first. Whatever is sealed names its key by an id that
tells nothing of it, so that a missing key is asked for by name.
"""

import hashlib

from control_plane.errors import ControlPlaneError
from foundation import sealing

_ID_PURPOSE = b"guiche platform key id 1"


class PlatformKeys:
    """Seals with the newest, opens with any."""

    def __init__(self, text: str, purpose: bytes | None = None) -> None:
        """`purpose`: keys for it are made of these. Raises ControlPlaneError unless each line is a key."""
        keys = [_key(line) for line in text.split("\n")]
        self.ids = [key_id(key) for key in keys]
        """The newest first."""
        self._keys = [sealing.derived_key(key, purpose) if purpose else key for key in keys]

    @property
    def newest(self) -> str:
        """The id of the one that seals."""
        return self.ids[0]

    def seal(self, owner: bytes, secret: bytes) -> bytes:
        """Nonce followed by ciphertext and tag."""
        return sealing.seal(self._keys[0], owner, secret)

    def unseal(self, owner: bytes, sealed: bytes) -> bytes | None:
        """None when it was altered, moved to another owner, or sealed under a key that is not here."""
        opened = (sealing.unseal(key, owner, sealed) for key in self._keys)
        return next((secret for secret in opened if secret is not None), None)


def key_id(key: bytes) -> str:
    """Eight hexadecimal digits."""
    return hashlib.sha256(sealing.derived_key(key, _ID_PURPOSE)).hexdigest()[:8]


def _key(line: str) -> bytes:
    try:
        key = bytes.fromhex(line)
    except ValueError:
        key = b""
    if len(key) != sealing.KEY_BYTES:
        raise ControlPlaneError(
            "bad_platform_key",
            "The platform key must be 64 hexadecimal digits (openssl rand -hex 32); while it is rotated, one"
            " line for each key, the newest first.",
        )
    return key
