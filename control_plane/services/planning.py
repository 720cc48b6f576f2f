"""What an operation would do, found out without doing it: from the catalog, the tenant's row and known facts.

The web process never asks Docker: what is there is what the runner last wrote down (PlatformFact), and a step
that this does not settle is said to be done if needed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from control_plane.models import Operation, PlatformFact, Tenant, TenantLock
from control_plane.operations.catalog import KINDS
from control_plane.operations.plans import StepPlan, step_plan, texts
from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.operations.states import LIVE
from control_plane.operations.words import ENGLISH, Words, say
from control_plane.services.plan_values import Value, moment_text, object_names, plan_values
from control_plane.settings import Settings

RUNS, SKIPPED, IF_NEEDED = "runs", "skipped", "if_needed"
EXPECTED = (RUNS, SKIPPED, IF_NEEDED)


@dataclass(frozen=True)
class Reason:
    words: Words
    values: Mapping[str, Value]


@dataclass(frozen=True)
class PlannedStep:
    name: str
    plan: StepPlan
    expected: str
    because: Reason | None
    seconds: int
    interrupted_seconds: int | None


@dataclass(frozen=True)
class Plan:
    """Everything but its language."""

    kind: str
    tenant: str
    steps: tuple[PlannedStep, ...]
    values: Mapping[str, Value]
    standing: Mapping[str, Any]
    """Who is before it, who holds the tenant, how many may run."""

    def tell(self, language: str = ENGLISH) -> dict[str, Any]:
        """As API, CLI and panel show it."""
        return {
            "kind": self.kind,
            "tenant": self.tenant,
            "can_undo": KINDS[self.kind].lifecycle_undone is not None,
            **self.standing,
            "steps": [self._tell_step(step, language) for step in self.steps],
        }

    def _tell_step(self, step: PlannedStep, language: str) -> dict[str, Any]:
        plan, reason = step.plan, step.because
        return {
            "name": step.name,
            "does": _said(plan.does, language, self.values),
            "expected": step.expected,
            "because": _said(reason.words, language, reason.values) if reason else None,
            "seconds": step.seconds,
            "interrupts": _said(plan.interrupts, language, self.values) if plan.interrupts else None,
            "interrupted_seconds": step.interrupted_seconds,
            "irreversible": _said(plan.irreversible, language, self.values) if plan.irreversible else None,
        }


class Rehearsed(Exception):
    """What was asked for would be taken; raised instead, so that nothing of it is kept."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__("rehearsed")


def make_plan(
    session: Session, settings: Settings, kind: str, tenant: Tenant, inputs: Mapping[str, Any]
) -> Plan:
    """What `kind` would do for `tenant`, whose row is in this session."""
    known = _Known(session, settings, kind, tenant)
    seconds = _durations(session, kind, tenant.id)
    plans = {name: step_plan(kind, _variant(name, tenant)) for name in KINDS[kind].steps}
    seconds = {name: seconds.get(name, plan.seconds) for name, plan in plans.items()}
    steps = []
    for name, plan in plans.items():
        expected, because = known.expect(name, plan)
        stopped = sum(seconds[each] for each in plan.interrupted_steps or (name,))
        interrupted = stopped if plan.interrupts and expected != SKIPPED else None
        steps.append(PlannedStep(name, plan, expected, because, seconds[name], interrupted))
    values = plan_values(session, settings, tenant, inputs)
    return Plan(kind, tenant.slug, tuple(steps), values, _standing(session, kind, tenant.id))


def _said(words: Words, language: str, values: Mapping[str, Value]) -> str:
    terms = texts().terms
    plain = {
        name: value if isinstance(value, str) else ", ".join(say(terms[term], language) for term in value)
        for name, value in values.items()
    }
    return say(words, language, plain)


def _variant(step: str, tenant: Tenant) -> str:
    """Under which name a step is described that does something else for some tenants."""
    is_silent = step == "smoke_test" and not tenant.configuration.get("smoke_phone")
    return "smoke_test.silent" if is_silent else step


class _Known:
    """What the platform database knows of a tenant's objects and of what was done to it."""

    def __init__(self, session: Session, settings: Settings, kind: str, tenant: Tenant) -> None:
        self._session = session
        self._tenant = tenant
        self._is_creation = KINDS[kind].lifecycle_while == "creating"
        self._names = object_names(settings, tenant)
        self._seen, self._missing = _last_look(session, tenant)

    def expect(self, name: str, plan: StepPlan) -> tuple[str, Reason | None]:
        """Whether the step will have something to do, and how that is known."""
        special: Callable[[], tuple[str, Reason | None]] | None = {
            "check_volumes": self._check_volumes,
            "safety_backup": self._safety_backup,
        }.get(name)
        if special is not None:
            return special()
        if plan.condition is None or self._is_creation:
            return RUNS, None
        if plan.makes and self._seen:
            gone = [
                each
                for each in self._gone(plan.makes.kind)
                if any(each.endswith(ending) for ending in plan.makes.endings)
            ]
            if gone:
                return RUNS, self._reason("gone", gone)
            if plan.makes.is_all:
                return SKIPPED, self._reason("seen")
        if plan.is_proven and not self._is_proven(name):
            return RUNS, self._reason("never")
        return IF_NEEDED, Reason(plan.condition, {})

    def _check_volumes(self) -> tuple[str, Reason | None]:
        if not self._seen:
            return RUNS, None
        if lost := self._lost():
            return RUNS, self._reason("data_lost", lost)
        gone = self._gone("volume")
        return (RUNS, self._reason("gone", gone)) if gone else (SKIPPED, self._reason("seen"))

    def _safety_backup(self) -> tuple[str, Reason | None]:
        lost = self._lost()
        return (SKIPPED, self._reason("nothing_to_save", lost)) if lost else (RUNS, None)

    def _lost(self) -> list[str]:
        data = (self._names.database_volume, self._names.media_volume)
        return [name for name in self._gone("volume") if name in data]

    def _gone(self, kind: str) -> list[str]:
        return [thing["name"] for thing in self._missing if thing["kind"] == kind]

    def _is_proven(self, step: str) -> bool:
        proof = Operation.results[f"proof.{step}"].as_string()
        query = select(Operation.id).where(
            Operation.tenant_id == self._tenant.id, Operation.state != "undone", proof.is_not(None)
        )
        return self._session.scalars(query.limit(1)).first() is not None

    def _reason(self, name: str, things: list[str] | None = None) -> Reason:
        seen = moment_text(self._seen) if self._seen else ""
        return Reason(texts().because[name], {"seen": seen, "things": ", ".join(things or ())})


def _last_look(session: Session, tenant: Tenant) -> tuple[datetime | None, list[dict[str, str]]]:
    """When the runner last compared this tenant's objects, and what was missing; None when that is no news.

    What an operation has changed since, or changes now, it has not seen.
    """
    fact = session.get(PlatformFact, "inventory")
    if fact is None:
        return None, []
    own = select(func.count()).where(Operation.tenant_id == tenant.id)
    changed = own.where(Operation.state.in_(LIVE) | (Operation.finished_at > fact.seen_at))
    if session.scalar(changed):
        return None, []
    missing: list[dict[str, str]] = fact.value.get("missing", [])
    return fact.seen_at, [thing for thing in missing if thing["tenant"] == tenant.slug]


def _durations(session: Session, kind: str, tenant_id: str) -> dict[str, int]:
    """Step → seconds it took in the last operation of this kind that succeeded, at best this tenant's own."""
    took: dict[str, int] = {}
    for whose in (true(), Operation.tenant_id == tenant_id):
        query = select(Operation).where(Operation.kind == kind, Operation.state == "succeeded", whose)
        last = session.scalars(query.order_by(Operation.created_at.desc()).limit(1)).first()
        for step in last.steps if last else ():
            if step.state == "done" and step.started_at and step.finished_at:
                took[step.name] = ceil((step.finished_at - step.started_at).total_seconds())
    return took


def _standing(session: Session, kind: str, tenant_id: str) -> dict[str, Any]:
    live = select(func.count()).where(Operation.tenant_id == tenant_id, Operation.state.in_(LIVE))
    running = select(func.count()).where(Operation.kind == kind, Operation.state == "running")
    lock = session.get(TenantLock, tenant_id)
    ahead = session.scalar(live) or 0
    return {
        "ahead": ahead,
        "lock": {
            "operation": lock.operation_id,
            "holder": lock.holder,
            "reason": lock.reason,
            "since": lock.since.isoformat(),
        }
        if lock
        else None,
        "limits": {
            "at_once": KINDS[kind].at_once,
            "running": session.scalar(running) or 0,
            "queue": LONGEST_QUEUE,
        },
    }
