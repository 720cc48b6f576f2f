"""What a plan gives a tenant, what is wrong with it, and what each service gets of it. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from control_plane.plan_models import STANDARD, STANDARD_PLAN

__all__ = [
    "LIMITS",
    "MIB",
    "SERVICES",
    "STANDARD",
    "STANDARD_PLAN",
    "Limit",
    "Resources",
    "effective_limits",
    "limits_problems",
    "plan_of",
    "split",
]

MIB = 2**20


@dataclass(frozen=True)
class Limit:
    """One number of a plan."""

    name: str
    least: float
    most: float
    is_whole: bool = True
    is_optional: bool = False
    """May be None: as much as comes."""
    restarts: bool = False
    """Whether services are made anew with another number."""


LIMITS: Mapping[str, Limit] = {
    limit.name: limit
    for limit in (
        Limit("memory", 1024, 65_536, restarts=True),
        Limit("memory_reserved", 64, 65_536, restarts=True),
        Limit("cpus", 0.5, 64, is_whole=False, restarts=True),
        Limit("cpus_reserved", 0.04, 64, is_whole=False, restarts=True),
        Limit("disk_reserved", 1024, 10_485_760),
        Limit("users", 1, 100_000, is_optional=True),
        Limit("messages", 1, 1_000_000_000, is_optional=True),
        Limit("ai_answers", 1, 1_000_000_000, is_optional=True),
        Limit("storage", 64, 10_485_760, is_optional=True),
        Limit("suspend_after_days", 7, 365, is_optional=True),
    )
}
"""memory, memory_reserved, disk_reserved: MiB, of all services together; in the least of disk an empty
database, logs and a first backup fit, and a dump and restore of them beside. The least memory is what the
services were seen to take under load (operations/steps/stack_document.py). messages (sent) and ai_answers: a
month; storage: MiB of database and files; suspend_after_days: so long at the end of messages or ai_answers,
in a row (a new month begins anew, so that more than 30 never suspend); users and storage suspend nobody.
What becomes of them: services/standing.py."""
_PARTS: Mapping[str, Mapping[str, float]] = {
    "memory": {"web": 256, "worker": 256, "mysql": 512, "redis": 128},
    "memory_reserved": {"web": 96, "worker": 96, "mysql": 160, "redis": 16},
    "cpus": {"web": 2, "worker": 2, "mysql": 2, "redis": 1},
    "cpus_reserved": {"web": 1, "worker": 1, "mysql": 1, "redis": 1},
}
"""A service's share of each, as in the standard plan."""
SERVICES = tuple(_PARTS["memory"])
_MARIADB = {"memory": 3 / 4, "memory_reserved": 3 / 5}
"""Of what MySQL would get: it was seen to need less."""
_ENGINES_LEAST = 4
"""MiB: Docker refuses a service that reserves less, or may take less."""
_ROUNDING = 1e-6
"""So far apart may be what is the same on paper."""


@dataclass(frozen=True)
class Resources:
    """Of one service; memory in MiB."""

    memory: int
    memory_reserved: int
    cpus: float
    cpus_reserved: float


def plan_of(configuration: Mapping[str, Any]) -> str:
    """The slug of the plan of the tenant with this configuration."""
    return str(configuration.get("plan") or STANDARD_PLAN)


def effective_limits(plan: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's numbers, with the tenant's own in their place; what neither has, the standard plan's."""
    given = {name: value for name, value in own.items() if value is not None}
    merged = {**STANDARD, **plan, **given}
    return {name: merged.get(name) for name in LIMITS}


def split(limits: Mapping[str, Any], database: str) -> dict[str, Resources]:
    """Service → what it gets. `database`: mysql or mariadb, which takes less and gives the rest to nobody."""
    return {
        service: Resources(
            memory=int(_share(limits, "memory", service, database)),
            memory_reserved=max(_ENGINES_LEAST, int(_share(limits, "memory_reserved", service, database))),
            cpus=round(_share(limits, "cpus", service, database), 3),
            cpus_reserved=round(_share(limits, "cpus_reserved", service, database), 3),
        )
        for service in SERVICES
    }


def _share(limits: Mapping[str, Any], name: str, service: str, database: str) -> float:
    parts = _PARTS[name]
    share = limits[name] * parts[service] / sum(parts.values())
    is_smaller = service == "mysql" and database == "mariadb"
    return float(share * _MARIADB.get(name, 1) if is_smaller else share)


def limits_problems(limits: Mapping[str, Any]) -> dict[str, str]:
    """Limit → what to do; of a plan, or of a tenant with what it has beyond its plan."""
    problems = {name: problem for name, limit in LIMITS.items() if (problem := _problem(limit, limits[name]))}
    for reserved in ("memory_reserved", "cpus_reserved"):
        most = reserved.removesuffix("_reserved")
        if not {reserved, most} & problems.keys():
            allowed = _most_reserved(limits, reserved, most)
            if limits[reserved] > allowed + _ROUNDING:
                problems[reserved] = _too_much(LIMITS[reserved], allowed, limits[most])
    return problems


def _most_reserved(limits: Mapping[str, Any], reserved: str, most: str) -> float:
    """So much that no service reserves more than it may take: the two are shared out differently.

    The service whose part of `reserved` is largest beside its part of `most` decides.
    """
    one = {reserved: 1}
    return min(
        _share(limits, most, service, database) / _share(one, reserved, service, database)
        for service in SERVICES
        for database in ("mysql", "mariadb")
    )


def _too_much(limit: Limit, allowed: float, most: float) -> str:
    """What to reserve instead, rounded down to what a limit can be."""
    per_unit = 1 if limit.is_whole else 1000
    figure = floor(allowed * per_unit + _ROUNDING) / per_unit
    return (
        f"Reserve at most {_plain(figure)} of {_plain(most)}:"
        " each service's part must fit in what that service may take."
    )


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _problem(limit: Limit, value: Any) -> str | None:
    if value is None and limit.is_optional:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and limit.least <= value <= limit.most and not (limit.is_whole and value % 1):
        return None
    kind = "whole number" if limit.is_whole else "number"
    return f"Give a {kind} from {limit.least:g} to {limit.most:.0f}."
