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

from control_plane.models import Backup, Operation, PlatformFact, Tenant, TenantLock
from control_plane.operations.catalog import KINDS
from control_plane.operations.lifecycles import CREATED, KEPT
from control_plane.operations.plans import StepPlan, step_plan, texts
from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.operations.states import LIVE
from control_plane.operations.words import ENGLISH, Words, say
from control_plane.services.plan_values import Value, moment_text, object_names, plan_values
from control_plane.services.tenant_change import RESTARTS, fields_of
from control_plane.services.trials import TRIED_AT_FILA_IA, TRIED_AT_META
from control_plane.settings import Settings

RUNS, SKIPPED, IF_NEEDED = "runs", "skipped", "if_needed"
EXPECTED = (RUNS, SKIPPED, IF_NEEDED)
TAKEN_DOWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(CREATED, ()),
    "suspended": ("service",),
    **dict.fromkeys(KEPT, ("network", "secret", "service")),
}
"""Lifecycle → kinds of objects that it does without, so that the inventory does not miss them; of any other
lifecycle it misses nothing."""
_CLOSING = ("suspending", "archiving", "purging")
_CONNECTING = {"whatsapp.phone_number_id", "whatsapp.waba_id", "whatsapp.token", "whatsapp.verify_token"}
"""Fields that Meta has to be told of (steps/connect_whatsapp.py)."""


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
            "interrupts": _said(plan.interrupts, language, self.values)
            if plan.interrupts and step.interrupted_seconds is not None
            else None,
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
    known = _Known(session, settings, kind, tenant, inputs)
    seconds = _durations(session, kind, tenant.id)
    plans = {name: step_plan(kind, _variant(name, kind, tenant, inputs)) for name in KINDS[kind].steps}
    seconds = {name: seconds.get(name, plan.seconds) for name, plan in plans.items()}
    steps = []
    for name, plan in plans.items():
        expected, because = known.expect(name, plan)
        stopped = sum(seconds[each] for each in plan.interrupted_steps or (name,))
        is_interrupting = plan.interrupts and expected != SKIPPED and tenant.closed_as is None
        interrupted = stopped if is_interrupting else None
        steps.append(PlannedStep(name, plan, expected, because, seconds[name], interrupted))
    values = plan_values(session, settings, tenant, inputs)
    return Plan(kind, tenant.slug, tuple(steps), values, _standing(session, kind, tenant.id))


def _said(words: Words, language: str, values: Mapping[str, Value]) -> str:
    plain = {
        name: value if isinstance(value, str) else ", ".join(_said_term(term, language) for term in value)
        for name, value in values.items()
    }
    return say(words, language, plain)


def _said_term(term: str | tuple[str, str], language: str) -> str:
    terms = texts().terms
    return (
        say(terms[term], language)
        if isinstance(term, str)
        else f"{say(terms[term[0]], language)} ({term[1]})"
    )


def _variant(step: str, kind: str, tenant: Tenant, inputs: Mapping[str, Any]) -> str:
    """Under which name a step is described that does something else for some tenants or inputs."""
    if step == "smoke_test" and not tenant.configuration.get("smoke_phone"):
        return "smoke_test.silent"
    if step == "schedule_purge" and inputs.get("days") == 0:
        return "schedule_purge.at_once"
    if kind == "change" and step == "deploy_stack":
        return step + _extent(_restarts(inputs))
    return step


def _extent(services: set[str]) -> str:
    if services == {"web"}:
        return ".web"
    return ".all" if "mysql" in services else ""


def _restarts(inputs: Mapping[str, Any]) -> set[str]:
    """Of a change that was submitted before it noted them: of all its fields."""
    if "restarts" in inputs:
        return set(inputs["restarts"])
    return {service for name in fields_of(inputs) for service in RESTARTS[name]}


class _Known:
    """What the platform database knows of a tenant's objects and of what was done to it."""

    def __init__(
        self, session: Session, settings: Settings, kind: str, tenant: Tenant, inputs: Mapping[str, Any]
    ) -> None:
        self._session = session
        self._tenant = tenant
        self._kind = kind
        self._inputs = inputs
        self._is_closing = KINDS[kind].lifecycle_while in _CLOSING
        self._is_creation = KINDS[kind].lifecycle_while == "creating"
        self._names = object_names(settings, tenant)
        self._seen, self._missing = _last_look(session, tenant)

    def expect(self, name: str, plan: StepPlan) -> tuple[str, Reason | None]:
        """Whether the step will have something to do, and how that is known."""
        special: Callable[[], tuple[str, Reason | None]] | None = {
            "check_volumes": self._check_volumes,
            "safety_backup": self._safety_backup,
            "final_backup": self._final_backup,
        }.get(name)
        if special is not None:
            return special()
        if plan.condition is None or self._is_creation or self._is_asked_for(name):
            return RUNS, None
        if self._is_closing:
            return self._expect_closing(name, plan)
        if reason := self._without(name, plan):
            return RUNS, reason
        return self._expect_made(plan) or self._expect_proven(name, plan, plan.condition)

    def _without(self, name: str, plan: StepPlan) -> Reason | None:
        """What the tenant does not have because it is closed."""
        lifecycle = self._tenant.lifecycle
        if name == "connect_whatsapp" and lifecycle in KEPT:
            return self._reason("disconnected")
        is_taken_down = plan.makes and plan.makes.kind in TAKEN_DOWN.get(lifecycle, ())
        return self._reason("taken_down") if is_taken_down else None

    def _expect_made(self, plan: StepPlan) -> tuple[str, Reason | None] | None:
        """By the runner's last look; None where that does not settle it."""
        if not plan.makes or not self._seen:
            return None
        endings = plan.makes.endings
        if gone := [each for each in self._gone(plan.makes.kind) if each.endswith(endings)]:
            return RUNS, self._reason("gone", gone)
        return (SKIPPED, self._reason("seen")) if plan.makes.is_all else None

    def _expect_proven(self, name: str, plan: StepPlan, condition: Words) -> tuple[str, Reason | None]:
        if plan.is_proven and not self._is_proven(name):
            return RUNS, self._reason("never")
        return IF_NEEDED, Reason(condition, {})

    def _is_asked_for(self, name: str) -> bool:
        """Whether a change makes the step necessary."""
        if self._kind != "change":
            return False
        fields = fields_of(self._inputs)
        return {
            "try_connections": bool(fields & (TRIED_AT_META | TRIED_AT_FILA_IA)),
            "create_secrets": bool(self._inputs.get("secrets")),
            "deploy_stack": bool(_restarts(self._inputs)),
            "attach_edge": "hostnames" in fields,
            "connect_whatsapp": bool(fields & _CONNECTING),
        }.get(name, False)

    def _expect_closing(self, name: str, plan: StepPlan) -> tuple[str, Reason | None]:
        if name in ("stop_help_desk", "prove_final_backup") and self._inputs.get("without_backup"):
            return SKIPPED, self._reason("no_backup")
        made = self._final_backup_made()
        if name == "stop_help_desk" and made:
            return SKIPPED, self._final_reason(made)
        is_unproven = name == "prove_final_backup" and (made is None or not self._is_proven(name))
        if self._tenant.lifecycle in CREATED or is_unproven or not plan.condition:
            return RUNS, None
        return IF_NEEDED, Reason(plan.condition, {})

    def _final_backup(self) -> tuple[str, Reason | None]:
        if self._inputs.get("without_backup"):
            return SKIPPED, self._reason("no_backup")
        made = self._final_backup_made()
        return (SKIPPED, self._final_reason(made)) if made else (RUNS, None)

    def _final_backup_made(self) -> datetime | None:
        """As the step looks for it (steps/final_backup.py)."""
        if self._tenant.closed_at is None:
            return None
        query = select(Backup.created_at).where(
            Backup.tenant_id == self._tenant.id,
            Backup.trigger == "final",
            Backup.created_at >= self._tenant.closed_at,
        )
        return self._session.scalars(query.order_by(Backup.created_at.desc()).limit(1)).first()

    def _final_reason(self, made: datetime) -> Reason:
        return Reason(texts().because["final_made"], {"made": moment_text(made)})

    def _check_volumes(self) -> tuple[str, Reason | None]:
        if not self._seen:
            return RUNS, None
        if lost := self._lost():
            return RUNS, self._reason("data_lost", lost)
        gone = self._gone("volume")
        return (RUNS, self._reason("gone", gone)) if gone else (SKIPPED, self._reason("seen"))

    def _safety_backup(self) -> tuple[str, Reason | None]:
        if self._inputs.get("without_safety_backup"):
            kept = (self._names.database_volume, self._names.media_volume)
            return SKIPPED, self._reason("no_safety_backup", list(kept))
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

    What an operation has changed since, or changes now, it has not seen; nor what one left half-way.
    """
    fact = session.get(PlatformFact, "inventory")
    if fact is None or tenant.lifecycle not in TAKEN_DOWN:
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
