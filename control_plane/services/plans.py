"""Plans: what tenants may take and what is set aside for them.

What is read here counts from then on: the services of a tenant get another number with their next
deployment (a change, a repair), all else at once.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Tenant
from control_plane.operations.lifecycles import CANARY, GONE
from control_plane.plan_models import Plan
from control_plane.services.audit import record
from control_plane.services.names import name_problem, tidy_name
from control_plane.services.plan_limits import (
    LIMITS,
    STANDARD,
    STANDARD_PLAN,
    effective_limits,
    limits_problems,
    plan_of,
)
from control_plane.services.reservations import plan_room_problems, set_aside

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_SLUG = 32
_NAMELESS = "Give the plan's name (at most 120 characters)."

Limits = Mapping[str, Any]


class Plans:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(self) -> list[dict[str, Any]]:
        """By slug, each with how many tenants have it."""
        with reading(self._sessions) as session:
            plans = session.scalars(select(Plan).order_by(Plan.slug)).all()
            return [_present(session, plan) for plan in plans]

    def show(self, slug: str) -> dict[str, Any]:
        """Raises NotFound."""
        with reading(self._sessions) as session:
            return _present(session, _find(session, slug))

    def set_aside(self) -> dict[str, dict[str, int]]:
        """Memory, CPU (in thousandths) and disk: {"promised", "total"} of each that the runner has told."""
        with reading(self._sessions) as session:
            return set_aside(session)

    def create(self, slug: str, name: str, limits: Limits, actor: Actor) -> dict[str, Any]:
        """A limit that is not given is that of the standard plan. Raises InvalidInput, Conflict."""
        slug, name = slug.strip(), tidy_name(name)
        wanted = effective_limits(limits, {})
        problems = {**_problems(name, wanted), **_unknown(limits)}
        if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
            problems["slug"] = (
                "Use 1 to 32 lower-case letters, digits and single hyphens, starting with a letter."
            )
        _refuse(problems)
        with transaction(self._sessions) as session:
            if session.get(Plan, slug) is not None:
                raise Conflict(
                    "plan_exists", f"There is a plan “{slug}” already: change it, or choose another."
                )
            plan = Plan(slug=slug, name=name, limits=wanted)
            session.add(plan)
            record(session, actor, "plan_created", plan=slug, name=name, limits=wanted)
            session.flush()
            return _present(session, plan)

    def change(self, slug: str, name: str | None, limits: Limits, actor: Actor) -> dict[str, Any]:
        """What is not given stays. Raises NotFound; InvalidInput also when its tenants have no room so."""
        with transaction(self._sessions) as session:
            plan = _find(session, slug)
            before = {"name": plan.name, **effective_limits(plan.limits, {})}
            wanted = effective_limits({**plan.limits, **limits}, {})
            name = plan.name if name is None else tidy_name(name)
            problems = {**_problems(name, wanted), **_unknown(limits)}
            if not problems:
                problems = plan_room_problems(session, slug, wanted)
            _refuse(problems)
            after = {"name": name, **wanted}
            changed = {
                field: [before[field], after[field]] for field in after if before[field] != after[field]
            }
            if changed:
                plan.name, plan.limits, plan.changed_at = name, wanted, utc_now()
                record(session, actor, "plan_changed", plan=slug, changed=changed)
            return _present(session, plan)


def limits_of(session: Session, configuration: Mapping[str, Any]) -> dict[str, Any]:
    """What counts for the tenant with this configuration."""
    plan = session.get(Plan, plan_of(configuration))
    return effective_limits(plan.limits if plan else STANDARD, configuration.get("limits", {}))


def plan_problem(session: Session, slug: str) -> str | None:
    """Why a tenant cannot have this plan, or None."""
    if slug == STANDARD_PLAN or session.get(Plan, slug) is not None:
        return None
    return f"There is no plan “{slug}”: choose one that there is."


def smallest_plan(session: Session) -> str:
    """The slug of the one with the least memory."""
    plans: dict[str, Limits] = {STANDARD_PLAN: STANDARD}
    plans |= {plan.slug: effective_limits(plan.limits, {}) for plan in session.scalars(select(Plan))}
    return min(plans, key=lambda slug: (plans[slug]["memory"], slug))


def _find(session: Session, slug: str) -> Plan:
    plan = session.get(Plan, slug)
    if plan is None:
        raise NotFound("plan_not_found", f"There is no plan “{slug}”.")
    return plan


def _problems(name: str, limits: Limits) -> dict[str, str]:
    named = name_problem(name, _NAMELESS)
    return {**({"name": named} if named else {}), **limits_problems(limits)}


def _unknown(limits: Limits) -> dict[str, str]:
    return {name: f"There is no limit “{name}”." for name in limits.keys() - LIMITS.keys()}


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidInput("invalid_plan", " ".join(problems.values()), fields=problems)


def _present(session: Session, plan: Plan) -> dict[str, Any]:
    clients = select(Tenant.slug, Tenant.configuration).where(Tenant.lifecycle.not_in((*GONE, CANARY)))
    living = session.execute(clients)
    return {
        "slug": plan.slug,
        "name": plan.name,
        "limits": effective_limits(plan.limits, {}),
        "tenants": sorted(slug for slug, configuration in living if plan_of(configuration) == plan.slug),
        "created_at": plan.created_at.isoformat(),
        "changed_at": plan.changed_at.isoformat(),
    }
