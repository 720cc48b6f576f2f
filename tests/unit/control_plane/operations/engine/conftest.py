"""A kind of operation made of toy steps, and a runner's walk over it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any, cast

import pytest

from control_plane.actor import Actor
from control_plane.adapters.all import Adapters
from control_plane.database import Sessions, transaction, utc_now
from control_plane.models import Operation, Tenant
from control_plane.operations import catalog
from control_plane.operations.engine.journal import Journal
from control_plane.operations.engine.lease import Lease, claim
from control_plane.operations.engine.walk import Walk
from control_plane.operations.step import Step, StepContext
from control_plane.services.container import Services
from control_plane.settings import Settings


@dataclass
class ToyStep:
    """Holds once applied; `during` runs inside apply, before the effect."""

    name: str
    world: list[str]
    during: Callable[[StepContext], None] = lambda _context: None
    deadline_seconds: int = 60
    is_effective: bool = True

    def check(self, context: StepContext) -> bool:  # noqa: ARG002
        return self.name in self.world

    def apply(self, context: StepContext) -> None:
        self.during(context)
        if self.is_effective:
            self.world.append(self.name)


@dataclass
class Toy:
    """The world the steps change, the steps by name, and shortcuts to drive a walk by hand."""

    services: Services
    settings: Settings
    tenant: Tenant
    actor: Actor
    world: list[str] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)

    def submit(self) -> str:
        with transaction(self.services.sessions) as session:
            tenant = session.get_one(Tenant, self.tenant.id)
            operation = self.services.operations.submit(
                session, kind="toy", tenant=tenant, inputs={"colour": "blue"}, actor=self.actor
            )
        return str(operation["id"])

    def claim(self, holder: str = "runner") -> Lease:
        lease = claim(self.services.sessions, holder)
        assert lease is not None
        return lease

    def expire(self, operation_id: str) -> None:
        """Its runner has died, and its lease has run out."""
        with transaction(self.services.sessions) as session:
            session.get_one(Operation, operation_id).lease_until = utc_now() - timedelta(seconds=1)

    def journal(self, lease: Lease) -> Journal:
        return Journal(self.services.sessions, self.services.notices, self.services.vault, lease)

    def walk(self, lease: Lease | None = None) -> Walk:
        return Walk(
            self.journal(lease or self.claim()),
            self.steps,
            settings=self.settings,
            sessions=self.services.sessions,
            adapters=cast(Adapters, object()),
            stop=self.stop,
        )

    def show(self, operation_id: str) -> dict[str, Any]:
        return self.services.operations.show(operation_id)

    def step_states(self, operation_id: str) -> list[str]:
        return [step["state"] for step in self.show(operation_id)["steps"]]


def raising(error: Exception) -> Callable[[StepContext], None]:
    """What a step does that fails so."""

    def during(_context: StepContext) -> None:
        raise error

    return during


@pytest.fixture
def toy(
    services: Services,
    sessions: Sessions,
    settings: Settings,
    actor: Actor,
    add_tenant: Callable[..., Tenant],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Toy]:
    kind = catalog.Kind(
        "playing",
        ("first", "second", "third"),
        starts_in=(),
        lifecycle_while="creating",
        lifecycle_after="active",
        lifecycle_failed="failed",
    )
    monkeypatch.setitem(cast(Mapping[str, Any], catalog.KINDS), "toy", kind)
    toy = Toy(services, settings, add_tenant(), actor)
    toy.steps = {name: ToyStep(name, toy.world) for name in kind.steps}
    yield toy
