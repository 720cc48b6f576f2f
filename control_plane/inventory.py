"""Docker against the platform database, both ways: what is missing, and what nobody needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.adapters import stack_file
from control_plane.adapters.engine_api import Engine, Filters, Json
from control_plane.adapters.names import INSTANCE, JOB, SLUG, TENANT, TenantNames, secret_name
from control_plane.database import Sessions, reading
from control_plane.models import Credential, Operation, Tenant
from control_plane.operations.lifecycles import CREATED, GONE, KEPT
from control_plane.operations.states import LIVE
from control_plane.operations.steps.tenant import MAIL_PASSWORD, REDIS_ACL, VAULT_SECRETS, mail_password
from control_plane.redis_acl import redis_acl
from control_plane.services.credentials import Vault
from control_plane.settings import Settings

_BY_LIFECYCLE = {
    **dict.fromkeys(CREATED, ("network", "volume", "secret", "service")),
    "suspended": ("network", "volume", "secret"),
    **dict.fromkeys(KEPT, ("volume",)),
    **dict.fromkeys(GONE, ()),
}
"""The kinds of things that a tenant has, and no others; of one that is on its way, nothing is missing."""
_ALL = ("network", "volume", "secret", "service")
_AT_ONCE = 500
"""Tenants whose credentials are read together."""


@dataclass(frozen=True, order=True)
class Thing:
    """One Docker object of a tenant."""

    kind: str
    """network, volume, secret, service, job."""
    name: str
    tenant_id: str
    slug: str

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "name": self.name, "tenant": self.slug}


@dataclass(frozen=True)
class Expected:
    """What the database says of one tenant."""

    names: TenantNames
    lifecycle: str
    is_busy: bool
    """An operation is under way: what comes and goes meanwhile is nobody's mistake."""
    services: frozenset[str]
    secrets: frozenset[str]

    def things(self) -> set[Thing]:
        """What belongs to the tenant in its lifecycle."""
        names = self.names
        by_kind = {
            "network": {names.private_network, names.edge_network},
            "volume": {
                names.database_volume,
                names.redis_volume,
                names.media_volume,
                names.backups_volume,
            },
            "service": self.services,
            "secret": self.secrets,
        }
        return {
            Thing(kind, name, names.tenant_id, names.slug) for kind in self._kinds for name in by_kind[kind]
        }

    @property
    def is_settled(self) -> bool:
        """Whether what is missing of it is a fault."""
        return self.lifecycle in _BY_LIFECYCLE and not self.is_busy

    @property
    def _kinds(self) -> tuple[str, ...]:
        return _BY_LIFECYCLE.get(self.lifecycle, _ALL)


@dataclass(frozen=True)
class Inventory:
    missing: tuple[Thing, ...]
    orphaned: tuple[Thing, ...]
    """Of a tenant the database does not know."""
    unexpected: tuple[Thing, ...]
    """Of a known tenant, but nothing needs it: an old secret, a job that nobody waits for."""
    counted: int

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.orphaned or self.unexpected)

    def as_json(self) -> dict[str, Any]:
        return {
            "is_clean": self.is_clean,
            "objects": self.counted,
            "missing": [thing.as_json() for thing in self.missing],
            "orphaned": [thing.as_json() for thing in self.orphaned],
            "unexpected": [thing.as_json() for thing in self.unexpected],
        }


def compare(expected: Iterable[Expected], found: Iterable[Thing]) -> Inventory:
    """Volumes of earlier generations are kept on purpose after a restore, so they are not unexpected."""
    by_tenant = {each.names.tenant_id: each for each in expected}
    present = set(found)
    wanted = {thing for each in by_tenant.values() for thing in each.things()}
    missing = {thing for thing in wanted - present if by_tenant[thing.tenant_id].is_settled}
    orphaned = {thing for thing in present if thing.tenant_id not in by_tenant}
    unexpected = {
        thing
        for thing in present - orphaned - wanted
        if not by_tenant[thing.tenant_id].is_busy
        and not _is_earlier_volume(thing, by_tenant[thing.tenant_id])
    }
    return Inventory(tuple(sorted(missing)), tuple(sorted(orphaned)), tuple(sorted(unexpected)), len(present))


def _is_earlier_volume(thing: Thing, tenant: Expected) -> bool:
    generation = thing.name.rpartition("-g")[2]
    return thing.kind == "volume" and generation.isdecimal() and int(generation) < tenant.names.generation


class SecretNames:
    """What tenants' secrets are called. Each is unsealed once: every look, twice a minute, asks for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._vault = Vault(settings.platform_key)
        self._known: dict[tuple[str, str, int], tuple[str, ...]] = {}

    def read(self, session: Session, stacks: Mapping[str, str]) -> dict[str, set[str]]:
        """Tenant's id → the names of what its newest credentials are mounted as. `stacks`: id → stack."""
        mail = mail_password(self._settings)
        names = {id_: {self._name(stack, MAIL_PASSWORD, mail)} for id_, stack in stacks.items()}
        newest = {key for key in self._newest(session) if key[0] in stacks}
        self._known = {key: known for key, known in self._known.items() if key in newest}
        self._learn(session, newest - self._known.keys(), stacks)
        for key in newest:
            names[key[0]].update(self._known[key])
        return names

    def _newest(self, session: Session) -> list[tuple[str, str, int]]:
        version = func.max(Credential.version)
        query = select(Credential.tenant_id, Credential.name, version).where(
            Credential.name.in_(VAULT_SECRETS)
        )
        rows = session.execute(query.group_by(Credential.tenant_id, Credential.name)).all()
        return [(id_, name, newest) for id_, name, newest in rows]

    def _learn(self, session: Session, unknown: set[tuple[str, str, int]], stacks: Mapping[str, str]) -> None:
        tenants = sorted({key[0] for key in unknown})
        for start in range(0, len(tenants), _AT_ONCE):
            some = tenants[start : start + _AT_ONCE]
            for row in session.scalars(select(Credential).where(Credential.tenant_id.in_(some))):
                key = (row.tenant_id, row.name, row.version)
                if key in unknown:
                    value = self._vault.unseal(*key, row.sealed)
                    self._known[key] = tuple(self._names(stacks[row.tenant_id], row.name, value))

    def _names(self, stack: str, name: str, value: str) -> Iterable[str]:
        yield self._name(stack, name, value)
        if name == "redis_password":
            yield self._name(stack, REDIS_ACL, redis_acl(value))

    def _name(self, stack: str, name: str, value: str) -> str:
        return secret_name(stack, name, value, self._settings.platform_key)


def take_inventory(
    engine: Engine, sessions: Sessions, settings: Settings, secret_names: SecretNames | None = None
) -> Inventory:
    """Docker first: what is made meanwhile by an operation is then known to be that operation's."""
    found = list(_found(engine, settings.instance))
    return compare(_expected(sessions, settings, secret_names or SecretNames(settings)), found)


def things_of(engine: Engine, tenant_id: str) -> list[Thing]:
    """Whatever is labelled as this tenant's."""
    return sorted(_labelled(engine, [f"{TENANT}={tenant_id}"]))


def _found(engine: Engine, instance: str) -> Iterable[Thing]:
    return _labelled(engine, [f"{INSTANCE}={instance}", TENANT])


def _labelled(engine: Engine, labels: list[str]) -> Iterable[Thing]:
    filters: Filters = {"label": list(labels)}
    for network in engine.networks(filters=filters):
        yield _thing("network", network["Name"], network["Labels"])
    for volume in engine.volumes(filters=filters)["Volumes"] or []:
        yield _thing("volume", volume["Name"], volume["Labels"])
    for kind, listed in (("secret", engine.secrets), ("service", engine.services)):
        for each in listed(filters=filters):
            specification: Json = each["Spec"]
            owner = specification["Labels"]
            yield _thing("job" if JOB in owner else kind, specification["Name"], owner)


def _thing(kind: str, name: str, labels: dict[str, str]) -> Thing:
    return Thing(kind, name, labels[TENANT], labels.get(SLUG, ""))


def _expected(sessions: Sessions, settings: Settings, secret_names: SecretNames) -> list[Expected]:
    services = stack_file.load(settings.compose_file)["services"]
    columns = (Tenant.id, Tenant.slug, Tenant.generation, Tenant.lifecycle)
    with reading(sessions) as session:
        busy = set(session.scalars(select(Operation.tenant_id).where(Operation.state.in_(LIVE))))
        tenants = session.execute(select(*columns).where(Tenant.lifecycle.not_in(GONE))).all()
        stacks = {tenant.id: settings.stack_prefix + tenant.slug for tenant in tenants}
        secrets = secret_names.read(session, stacks)
    return [
        Expected(
            names=TenantNames(settings.instance, stacks[id_], id_, slug, generation),
            lifecycle=lifecycle,
            is_busy=id_ in busy,
            services=frozenset(f"{stacks[id_]}_{service}" for service in services),
            secrets=frozenset(secrets[id_]),
        )
        for id_, slug, generation, lifecycle in tenants
    ]
