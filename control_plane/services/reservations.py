"""What the plans of all tenants set aside together, and that it does not grow beyond what there is.

Only what grows is judged: whatever asks for no more than before is taken, however full the engine is.
"""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.models import Operation, PlatformFact, Tenant
from control_plane.operations.lifecycles import GONE, KEPT
from control_plane.operations.states import LIVE
from control_plane.plan_models import Plan
from control_plane.services.plan_limits import MIB, STANDARD, effective_limits, plan_of
from control_plane.services.room import Room, cpus_text, reserved, room_of, spare

Limits = Mapping[str, Any]


def promised(session: Session, *, but: str | None = None, plans: Mapping[str, Limits] | None = None) -> Room:
    """What is set aside for all tenants, whether their stacks run at this moment or not.

    Of those that are archived only data is there, so only disk is; all of it again once their return is
    queued. `but`: the id of a tenant that is left out. `plans`: as they are to be, by slug.
    """
    known: dict[str, Limits] = {plan.slug: plan.limits for plan in session.scalars(select(Plan))}
    known |= plans or {}
    coming = select(Operation.tenant_id).where(Operation.kind == "resume", Operation.state.in_(LIVE))
    returning = set(session.scalars(coming))
    query = select(Tenant.id, Tenant.lifecycle, Tenant.configuration).where(Tenant.lifecycle.not_in(GONE))

    @cache
    def own(plan: str, database: str, limits: frozenset[tuple[str, Any]]) -> Room:
        """Most tenants are as many others are."""
        return reserved(effective_limits(known.get(plan, STANDARD), dict(limits)), database)

    total = Room()
    for tenant, lifecycle, configuration in session.execute(query):
        if tenant != but:
            limits = frozenset(configuration.get("limits", {}).items())
            room = own(plan_of(configuration), configuration.get("database", ""), limits)
            is_kept = lifecycle in KEPT and tenant not in returning
            total += Room(disk=room.disk) if is_kept else room
    return total


def set_aside(session: Session) -> dict[str, dict[str, int]]:
    """Quantity → how much of it is promised, and how much there is, in Room's units."""
    given = asdict(promised(session))
    return {name: {"promised": given[name], "total": total} for name, total in _there_is(session).items()}


def plan_room_problems(session: Session, slug: str, wanted: Limits) -> dict[str, str]:
    """Limit → what is in the way of this plan's numbers becoming `wanted` for all that have it."""
    after = promised(session, plans={slug: wanted})
    return _told_at_limits(_problems(session, promised(session), after, spare(wanted, "mysql")))


def tenant_room_problems(session: Session, tenant: Tenant, before: Limits, after: Limits) -> dict[str, str]:
    """Limit → what is in the way of this tenant's getting `after`, having `before`."""
    database = tenant.configuration["database"]
    others = promised(session, but=tenant.id)
    had, gets = reserved(before, database), reserved(after, database)
    return _told_at_limits(_problems(session, others + had, others + gets, spare(after, database)))


def return_problems(session: Session, tenant: Tenant, limits: Limits) -> list[str]:
    """What is in the way of a tenant's return whose data alone was kept."""
    database = tenant.configuration["database"]
    own, others = reserved(limits, database), promised(session, but=tenant.id)
    kept = others + Room(disk=own.disk)
    return list(_problems(session, kept, others + own, spare(limits, database)).values())


def _problems(session: Session, before: Room, after: Room, extra: Room) -> dict[str, str]:
    """Of each quantity of which more is set aside than before, and with `extra` more than there is.

    While the runner has not said what the engine has, nothing is judged.
    """
    had, gets, asked = asdict(before), asdict(after), asdict(after + extra)
    return {
        name: _SAY[name](asked[name], total)
        for name, total in _there_is(session).items()
        if gets[name] > had[name] and asked[name] > total
    }


def _there_is(session: Session) -> dict[str, int]:
    capacity = session.get(PlatformFact, "capacity")
    return room_of(capacity.value) if capacity else {}


def _told_at_limits(problems: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_reserved": problem for name, problem in problems.items()}


def _say_memory(asked: int, total: int) -> str:
    return (
        f"All tenants together would reserve {asked // MIB} MiB of memory, room for an update included, and"
        f" the engine has {total // MIB} MiB: reserve less, add memory, or archive a tenant."
    )


def _say_cpus(asked: int, total: int) -> str:
    return (
        f"All tenants together would reserve {cpus_text(asked)} CPUs, room for an update included, and the"
        f" engine has {cpus_text(total)}: reserve less, add CPUs, or archive a tenant."
    )


def _say_disk(asked: int, total: int) -> str:
    return (
        f"All tenants together, archived ones too, would have {asked // MIB} MiB of disk set aside and the"
        f" disk has {total // MIB} MiB for them: set less aside, grow the disk, or delete a tenant."
    )


_SAY = {"memory": _say_memory, "cpus": _say_cpus, "disk": _say_disk}
