"""What tenants' secrets are called in the engine: a keyed digest of each value stands in its name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.adapters.names import secret_name
from control_plane.errors import NotFound
from control_plane.models import Credential
from control_plane.operations.steps.engine_secrets import SERVICE_SECRETS, secret_value
from control_plane.services.credentials import Vault, also_name
from control_plane.settings import Settings

_AT_ONCE = 200
_Versions = frozenset[tuple[str, int]]
"""Every credential of a tenant, by name and version: while these are the same, so are the names."""


class SecretNames:
    """A tenant's are unsealed when one of them changed: every look, twice a minute, asks for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._vault = Vault(settings.platform_key)
        self._known: dict[str, tuple[_Versions, frozenset[str]]] = {}

    def read(self, session: Session, stacks: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Tenant's id → the names of what its services mount. `stacks`: id → stack."""
        versions = _versions(session, stacks)
        self._known = {id_: known for id_, known in self._known.items() if known[0] == versions.get(id_)}
        unknown = sorted(versions.keys() - self._known.keys())
        for start in range(0, len(unknown), _AT_ONCE):
            self._learn(session, unknown[start : start + _AT_ONCE], versions, stacks)
        return {id_: self._known[id_][1] for id_ in stacks}

    def _learn(
        self, session: Session, ids: list[str], versions: Mapping[str, _Versions], stacks: Mapping[str, str]
    ) -> None:
        rows: dict[str, list[Credential]] = defaultdict(list)
        query = select(Credential).where(Credential.tenant_id.in_(ids)).order_by(Credential.version)
        for row in session.scalars(query):
            rows[row.tenant_id].append(row)
        for id_ in ids:
            names = self._names(stacks[id_], _Values(self._vault, rows[id_]))
            self._known[id_] = versions[id_], frozenset(names)

    def _names(self, stack: str, values: "_Values") -> Iterable[str]:
        for name in SERVICE_SECRETS:
            with suppress(NotFound):
                value = secret_value(values, name, self._settings)
                yield secret_name(stack, name, value, self._settings.lasting_key)


@dataclass(frozen=True)
class _Values:
    """Of one tenant, from rows that were read for many at once."""

    vault: Vault
    rows: list[Credential]
    """The oldest version first."""

    def accepted(self, name: str) -> list[str]:
        newest = self.history(name)[:1]
        if not newest:
            raise NotFound("credential_missing", f"The tenant has no credential named {name}.")
        return newest + self.history(also_name(name))[:1]

    def history(self, name: str) -> list[str]:
        return [
            self.vault.unseal(row.tenant_id, row.name, row.version, row.sealed)
            for row in reversed(self.rows)
            if row.name == name
        ]


def _versions(session: Session, stacks: Mapping[str, str]) -> dict[str, _Versions]:
    found: dict[str, set[tuple[str, int]]] = {id_: set() for id_ in stacks}
    query = select(Credential.tenant_id, Credential.name, Credential.version)
    for id_, name, version in session.execute(query):
        if id_ in found:
            found[id_].add((name, version))
    return {id_: frozenset(held) for id_, held in found.items()}
