"""The vault: every secret of a tenant, sealed with AES-256-GCM under the platform key.

Tenant, name and version are authenticated with the value, so a row copied to another tenant or name does
not open. A secret is generated once, saved, then used: asking again returns the same value.
"""

import secrets
import string
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.errors import ControlPlaneError, NotFound
from control_plane.models import Credential
from control_plane.platform_keys import PlatformKeys

PIN = "whatsapp_pin"
"""Of the two-step verification of a number that was connected here; none for one whose owner has it."""
_ALPHABET = string.ascii_letters + string.digits


class Vault:
    """Seals and opens credentials; holds the key, and nothing else does."""

    def __init__(self, platform_key: str) -> None:
        """`platform_key`: see platform_keys.py. Raises ControlPlaneError for what is none."""
        self._keys = PlatformKeys(platform_key)

    def seal(self, tenant_id: str, name: str, version: int, value: str) -> bytes:
        """Nonce followed by ciphertext and tag."""
        return self._keys.seal(_bound_to(tenant_id, name, version), value.encode())

    def unseal(self, tenant_id: str, name: str, version: int, sealed: bytes) -> str:
        """Raises ControlPlaneError when the row was altered, moved, or sealed under another key."""
        value = self._keys.unseal(_bound_to(tenant_id, name, version), sealed)
        if value is None:
            raise ControlPlaneError(
                "credential_unreadable",
                f"Credential {name} does not open: was it sealed under another platform key?",
            )
        return value.decode()

    def reseal(self, row: Credential) -> None:
        """Under the newest platform key. Raises ControlPlaneError when no key opens it."""
        value = self.unseal(row.tenant_id, row.name, row.version, row.sealed)
        row.sealed = self.seal(row.tenant_id, row.name, row.version, value)
        row.key_id = self._keys.newest

    def put(self, session: Session, tenant_id: str, name: str, value: str) -> int:
        """Stores `value` as the newest version of `name`, unless the newest already is that value."""
        newest = _newest(session, tenant_id, name)
        if newest and self.unseal(tenant_id, name, newest.version, newest.sealed) == value:
            return newest.version
        version = newest.version + 1 if newest else 1
        sealed = self.seal(tenant_id, name, version, value)
        session.add(
            Credential(
                tenant_id=tenant_id, name=name, version=version, sealed=sealed, key_id=self._keys.newest
            )
        )
        session.flush()
        return version

    def generate(self, session: Session, tenant_id: str, name: str, length: int = 32) -> str:
        """The stored value of `name`; made of `length` random letters and digits the first time."""
        if (stored := self.find(session, tenant_id, name)) is not None:
            return stored
        value = random_value(length)
        self.put(session, tenant_id, name, value)
        return value

    def get(self, session: Session, tenant_id: str, name: str) -> str:
        """The newest value. Raises NotFound."""
        value = self.find(session, tenant_id, name)
        if value is None:
            raise NotFound("credential_missing", f"The tenant has no credential named {name}.")
        return value

    def find(self, session: Session, tenant_id: str, name: str) -> str | None:
        """The newest value, or None."""
        newest = _newest(session, tenant_id, name)
        return self.unseal(tenant_id, name, newest.version, newest.sealed) if newest else None

    def accepted(self, session: Session, tenant_id: str, name: str) -> list[str]:
        """Every value that counts at this moment, the one to use first. Raises NotFound.

        There are two while it is rotated (services/rotating.py).
        """
        also = self.find(session, tenant_id, also_name(name))
        return [self.get(session, tenant_id, name), *([also] if also is not None else [])]

    def history(self, session: Session, tenant_id: str, name: str) -> list[str]:
        """Every value it ever had, the newest first."""
        query = select(Credential).where(Credential.tenant_id == tenant_id, Credential.name == name)
        rows = session.scalars(query.order_by(Credential.version.desc()))
        return [self.unseal(tenant_id, name, row.version, row.sealed) for row in rows]

    def forget(self, session: Session, tenant_id: str, name: str) -> None:
        """Removes it with every version; where there is none, nothing happens."""
        session.execute(delete(Credential).where(Credential.tenant_id == tenant_id, Credential.name == name))

    def note_proven(self, session: Session, tenant_id: str, name: str, at: datetime) -> None:
        """The newest value was seen to be the only one that opens anything."""
        newest = _newest(session, tenant_id, name)
        if newest is not None:
            newest.proven_at = at

    def version(self, session: Session, tenant_id: str, name: str) -> int:
        """The number of the newest value; 0 if there is none."""
        newest = _newest(session, tenant_id, name)
        return newest.version if newest else 0

    def get_version(self, session: Session, tenant_id: str, name: str, version: int) -> str:
        """An earlier value. Raises NotFound."""
        query = select(Credential).where(Credential.tenant_id == tenant_id, Credential.name == name)
        row = session.scalars(query.where(Credential.version == version)).first()
        if row is None:
            raise NotFound("credential_missing", f"The tenant has no version {version} of {name}.")
        return self.unseal(tenant_id, name, version, row.sealed)

    def values(self, session: Session, tenant_id: str) -> list[str]:
        """Every value of the tenant, old versions too: what no output may show."""
        rows = session.scalars(select(Credential).where(Credential.tenant_id == tenant_id))
        return [self.unseal(tenant_id, row.name, row.version, row.sealed) for row in rows]

    def is_revealed(self, session: Session, tenant_id: str, name: str) -> bool | None:
        """Whether the newest value has been shown; None if there is none."""
        newest = _newest(session, tenant_id, name)
        return newest.is_revealed if newest else None

    def reveal_once(self, session: Session, tenant_id: str, name: str) -> str | None:
        """The newest value the first time it is asked for; None ever after (or if there is none)."""
        newest = _newest(session, tenant_id, name)
        if newest is None or newest.is_revealed:
            return None
        newest.is_revealed = True
        return self.unseal(tenant_id, name, newest.version, newest.sealed)


def random_value(length: int) -> str:
    """Letters and digits only, so that no program has to quote them."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def also_name(name: str) -> str:
    """Under which name the vault holds the value that counts beside the newest."""
    return f"{name}+also"


def _newest(session: Session, tenant_id: str, name: str) -> Credential | None:
    query = select(Credential).where(Credential.tenant_id == tenant_id, Credential.name == name)
    return session.scalars(query.order_by(Credential.version.desc()).limit(1)).first()


def _bound_to(tenant_id: str, name: str, version: int) -> bytes:
    return f"{tenant_id}|{name}|{version}".encode()
