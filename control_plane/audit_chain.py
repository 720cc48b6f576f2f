"""How the audit trail is chained: each entry's hash is an HMAC over the hash before it and its own content.

Whoever lacks the platform key can neither write an entry that fits nor change one that is there. What is
hashed must never change its shape: every entry there is would seem altered.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from foundation.sealing import derived_key

GENESIS = "0" * 64
"""What stands for the hash before the first entry."""
_PURPOSE = b"guiche audit chain 1"

TRIGGERS = {
    "audit_keeps_content": "BEFORE UPDATE ON audit",
    "audit_keeps_rows": "BEFORE DELETE ON audit",
    "audit_grows_at_its_end": (
        "BEFORE INSERT ON audit WHEN NEW.id <= (SELECT coalesce(max(id), 0) FROM audit)"
    ),
}
"""What SQLite refuses, whoever asks. A migration that copies the table has to make them again."""


def create_trigger(name: str) -> str:
    """The statement that makes one of TRIGGERS."""
    refusal = "SELECT RAISE(ABORT, 'the audit trail is only added to');"
    return f"CREATE TRIGGER {name} {TRIGGERS[name]} BEGIN {refusal} END"


@dataclass(frozen=True)
class Head:
    """Where the trail ends: how many entries there are, the last one's id, and its hash."""

    count: int = 0
    last_id: int = 0
    hash: str = GENESIS

    @property
    def anchor(self) -> str:
        """What stands for all of the trail up to here, and may be kept anywhere: COUNT:HASH."""
        return f"{self.count}:{self.hash}"


class Chain:
    """Links entries, and seals what tells of them, under a key made of the platform key."""

    def __init__(self, platform_key: str) -> None:
        """`platform_key`: 64 hexadecimal digits."""
        self._key = derived_key(bytes.fromhex(platform_key), _PURPOSE)

    def link(self, before: str, entry: Mapping[str, Any]) -> str:
        """The hash of an entry: id, at, actor, action, tenant_id, remote_address, details."""
        return self._mac(b"entry", before.encode() + _canonical(entry))

    def seal_head(self, head: Head) -> str:
        """Authenticates what the head's row says."""
        return self._mac(b"head", f"{head.anchor}:{head.last_id}".encode())

    def seal_anchor(self, at: str, anchor: str) -> str:
        """Authenticates a line of the anchors' file."""
        return self._mac(b"anchor", f"{at} {anchor}".encode())

    def digest(self, text: str) -> str:
        """Stands for a text that is to be told apart and not to be read."""
        return self._mac(b"text", text.encode())

    def _mac(self, kind: bytes, content: bytes) -> str:
        return hmac.new(self._key, kind + b"\0" + content, hashlib.sha256).hexdigest()


def _canonical(entry: Mapping[str, Any]) -> bytes:
    at: datetime = entry["at"]
    content = [
        entry["id"],
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry["actor"],
        entry["action"],
        entry["tenant_id"],
        entry["remote_address"],
        entry["details"],
    ]
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
