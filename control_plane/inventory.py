"""Docker against the platform database, both ways: what is missing, and what nobody needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from control_plane.adapters import stack_file
from control_plane.adapters.engine_api import Engine, Filters, Json
from control_plane.adapters.names import INSTANCE, JOB, SLUG, TENANT, TenantNames
from control_plane.database import Sessions, reading
from control_plane.models import Operation, Tenant
from control_plane.operations.lifecycles import CREATED, GONE, KEPT
from control_plane.operations.states import LIVE
from control_plane.operations.steps.engine_secrets import SEEDS
from control_plane.secret_names import SecretNames
from control_plane.settings import Settings

_BY_LIFECYCLE = {
    **dict.fromkeys(CREATED, ("network", "volume", "secret", "service")),
    "suspended": ("network", "volume", "secret"),
    **dict.fromkeys(KEPT, ("volume",)),
    **dict.fromkeys(GONE, ()),
}
"""The kinds of things that a tenant has, and no others; of one that is on its way, nothing is missing."""
_ALL = ("network", "volume", "secret", "service")


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
    """Volumes of earlier generations are kept on purpose after a restore, so they are not unexpected; what a
    practice (generation 0) has left is."""
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
        and not _is_seed(thing)
    }
    return Inventory(tuple(sorted(missing)), tuple(sorted(orphaned)), tuple(sorted(unexpected)), len(present))


def _is_earlier_volume(thing: Thing, tenant: Expected) -> bool:
    generation = thing.name.rpartition("-g")[2]
    return thing.kind == "volume" and generation.isdecimal() and 0 < int(generation) < tenant.names.generation


def _is_seed(thing: Thing) -> bool:
    """Database and Redis keep the file they began with (steps/engine_secrets.py)."""
    return thing.kind == "secret" and any(f"-{name}-" in thing.name for name in SEEDS)


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
            secrets=secrets[id_],
        )
        for id_, slug, generation, lifecycle in tenants
    ]
