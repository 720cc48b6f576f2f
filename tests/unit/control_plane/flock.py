"""A runner for canaries that reaches no engine."""

from threading import Event
from typing import Any, cast

from control_plane.adapters.all import Adapters
from control_plane.errors import StepFailed
from control_plane.operations.catalog import CANARIES, KINDS
from control_plane.operations.engine.journal import Journal
from control_plane.operations.engine.lease import claim
from control_plane.operations.engine.walk import Walk
from control_plane.operations.step import Step, StepContext
from control_plane.operations.steps.all import STEPS
from control_plane.services.container import Services


class ToyStep:
    """Holds for a tenant once applied there; can be taken back."""

    deadline_seconds = 60

    def __init__(self, name: str, error: StepFailed | None = None) -> None:
        self.name = name
        self.error = error
        self.held: set[str] = set()

    def check(self, context: StepContext) -> bool:
        return context.tenant_id in self.held

    def apply(self, context: StepContext) -> None:
        if self.error is not None:
            raise self.error
        self.held.add(context.tenant_id)

    def undo(self, context: StepContext) -> None:
        self.held.discard(context.tenant_id)


class Flock:
    """Its steps are toys; those that concern the platform's database alone are real."""

    REAL = ("last_canary_gone", "forget_canary")

    def __init__(self, services: Services) -> None:
        self.services = services
        self.steps: dict[str, Any] = {}
        for kind in CANARIES:
            for name in KINDS[kind].steps:
                self.steps[name] = STEPS[name] if name in self.REAL else ToyStep(name)

    def break_(self, step: str, code: str = "no_room") -> None:
        self.steps[step].error = StepFailed(code, "It broke.")

    def mend(self, step: str) -> None:
        self.steps[step].error = None

    def work(self) -> dict[str, Any] | None:
        """Walks what is due next."""
        services = self.services
        lease = claim(services.sessions, "runner")
        if lease is None:
            return None
        Walk(
            Journal(services.sessions, services.notices, services.vault, lease),
            cast(dict[str, Step], self.steps),
            settings=services.settings,
            sessions=services.sessions,
            adapters=cast(Adapters, object()),
            stop=Event(),
        ).run()
        return services.operations.show(lease.operation_id)

    def work_all(self) -> list[tuple[str, str]]:
        """Until nothing is due: (kind, state) of each walk."""
        ended = []
        while (shown := self.work()) is not None:
            ended.append((shown["kind"], shown["state"]))
        return ended
