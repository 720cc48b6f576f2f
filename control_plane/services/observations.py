"""What the runner saw of tenants: kept as the newest row of each, and as points of its curves.

Five-minute points reach back a day, daily ones ninety; what is older goes with the next writing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, transaction
from control_plane.fleet_terms import UP
from control_plane.models import Tenant
from control_plane.observation_models import TenantObservation, TenantPoint
from control_plane.operations.lifecycles import CREATED
from control_plane.services.tenants import find_tenant

SHORT, LONG = 300, 86400
"""Seconds between the points of a day's curve and of a season's."""
SHORT_POINTS, LONG_POINTS = 288, 90
_KEPT_SHORT = timedelta(hours=49)
"""Longer than they are shown: a day is made of all its points, also when the runner was away at its end."""
_AT_ONCE = 200
_MEASURES = ("latency_ms", "memory_bytes", "cpu_milli", "disk_bytes")
_COUNTS = ("messages", "ai")
CURVES = ("up", *_MEASURES, *_COUNTS)


@dataclass(frozen=True)
class Measures:
    """What is asked for less often than whether it answers."""

    version: str | None = None
    memory_bytes: int | None = None
    memory_limit: int | None = None
    cpu_milli: int | None = None
    disk_bytes: int | None = None
    messages_today: int | None = None
    ai_today: int | None = None
    services: list[dict[str, Any]] = field(default_factory=list)
    figures: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Sighting:
    """One look at one tenant."""

    tenant_id: str
    health: str
    reason: str
    latency_ms: int | None
    seen_at: datetime
    measures: Measures | None = None
    """None: not asked for this time."""


@dataclass(frozen=True)
class Target:
    """Whom to look at, and what was seen last."""

    tenant_id: str
    slug: str
    health: str | None
    """None: never looked at."""
    latency_ms: int | None
    measured_at: datetime | None
    services: list[dict[str, Any]]


class Observations:
    """Written by the runner, read by everybody else."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def targets(self) -> list[Target]:
        """The tenants that people are let into."""
        seen = TenantObservation
        query = (
            select(Tenant.id, Tenant.slug, seen.health, seen.latency_ms, seen.measured_at, seen.services)
            .join(seen, seen.tenant_id == Tenant.id, isouter=True)
            .where(Tenant.lifecycle.in_(CREATED))
            .order_by(Tenant.slug)
        )
        with reading(self._sessions) as session:
            return [
                Target(id_, slug, health, latency_ms, measured_at, services or [])
                for id_, slug, health, latency_ms, measured_at, services in session.execute(query)
            ]

    def keep(self, sightings: Sequence[Sighting]) -> None:
        """Replaces the rows of those that were seen; some at a time, so that others write between."""
        for start in range(0, len(sightings), _AT_ONCE):
            with transaction(self._sessions) as session:
                _keep(session, sightings[start : start + _AT_ONCE])

    def forget_closed(self) -> None:
        """Whoever is not let in any more is not seen either."""
        living = select(Tenant.id).where(Tenant.lifecycle.in_(CREATED))
        gone = TenantObservation.tenant_id.not_in(living)
        with reading(self._sessions) as session:
            if session.scalars(select(TenantObservation.tenant_id).where(gone).limit(1)).first() is None:
                return
        with transaction(self._sessions) as session:
            session.execute(delete(TenantObservation).where(gone))

    def add_points(self, now: datetime) -> bool:
        """The points of this five minutes, of the newest rows; False when they are there already."""
        slot = int(now.timestamp()) // SHORT
        with reading(self._sessions) as session:
            if _has_slot(session, SHORT, slot):
                return False
        with transaction(self._sessions) as session:
            if _has_slot(session, SHORT, slot):
                return False
            session.execute(_points_of_now(slot))
        if slot % 12 == 0 or not self._has_day(slot):
            self._fold_days(slot)
        return True

    def curves(self, slug: str) -> dict[str, Any]:
        """{"day": {measure: [value or None]}, "season": the same}, oldest first. Raises NotFound."""
        with reading(self._sessions) as session:
            tenant = find_tenant(session, slug)
            newest = session.scalar(select(func.max(TenantPoint.slot)).where(TenantPoint.grain == SHORT)) or 0
            day = _curves(session, tenant.id, SHORT, newest, SHORT_POINTS)
            season = _curves(session, tenant.id, LONG, newest * SHORT // LONG, LONG_POINTS)
        return {"day": day, "season": season}

    def show(self, slug: str) -> dict[str, Any] | None:
        """What was last seen of one tenant; None when nothing was yet. Raises NotFound."""
        with reading(self._sessions) as session:
            row = session.get(TenantObservation, find_tenant(session, slug).id)
            return present_observation(row) if row is not None else None

    def _has_day(self, slot: int) -> bool:
        with reading(self._sessions) as session:
            return _has_slot(session, LONG, slot * SHORT // LONG)

    def _fold_days(self, slot: int) -> None:
        """The day of the slot before this, from its points so far; and what is too old goes."""
        day = (slot - 1) * SHORT // LONG
        per_day = LONG // SHORT
        point = TenantPoint
        with transaction(self._sessions) as session:
            session.execute(delete(point).where(point.grain == LONG, point.slot == day))
            session.execute(
                insert(point).from_select(
                    ["grain", "slot", "tenant_id", *CURVES],
                    select(
                        literal(LONG),
                        literal(day),
                        point.tenant_id,
                        *(cast(func.avg(getattr(point, name)), Integer) for name in ("up", *_MEASURES)),
                        *(func.max(getattr(point, name)) for name in _COUNTS),
                    )
                    .where(
                        point.grain == SHORT, point.slot >= day * per_day, point.slot < (day + 1) * per_day
                    )
                    .group_by(point.tenant_id),
                )
            )
            oldest = slot - int(_KEPT_SHORT.total_seconds()) // SHORT
            session.execute(delete(point).where(point.grain == SHORT, point.slot < oldest))
            session.execute(delete(point).where(point.grain == LONG, point.slot <= day - LONG_POINTS))


def present_observation(row: TenantObservation) -> dict[str, Any]:
    """As panel, API and CLI show it."""
    return {
        "health": row.health,
        "reason": row.reason,
        "since": row.since.isoformat(),
        "seen_at": row.seen_at.isoformat(),
        "latency_ms": row.latency_ms,
        "measured_at": row.measured_at.isoformat() if row.measured_at else None,
        "version": row.version,
        "memory_bytes": row.memory_bytes,
        "memory_limit": row.memory_limit,
        "cpu_milli": row.cpu_milli,
        "disk_bytes": row.disk_bytes,
        "messages_today": row.messages_today,
        "ai_today": row.ai_today,
        "services": [
            {name: each[name] for name in each if name not in ("task", "version")} for each in row.services
        ],
    }


def _keep(session: Session, sightings: Sequence[Sighting]) -> None:
    ids = [each.tenant_id for each in sightings]
    seen = TenantObservation
    known = {
        id_: health
        for id_, health in session.execute(select(seen.tenant_id, seen.health).where(seen.tenant_id.in_(ids)))
    }
    living = set(session.scalars(select(Tenant.id).where(Tenant.id.in_(ids))))
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for each in sightings:
        values = _values(each)
        if each.tenant_id not in living:
            continue  # its creation was taken back meanwhile
        if each.tenant_id not in known:
            new.append({"since": each.seen_at, **asdict(each.measures or Measures()), **values})
        else:
            if known[each.tenant_id] != each.health:
                values["since"] = each.seen_at
            again.append(values)
    if new:
        session.execute(insert(seen), [{"measured_at": None, **row} for row in new])
    for rows in _alike(again):
        session.execute(update(seen), rows)


def _values(each: Sighting) -> dict[str, Any]:
    values: dict[str, Any] = {
        "tenant_id": each.tenant_id,
        "health": each.health,
        "reason": each.reason,
        "latency_ms": each.latency_ms,
        "seen_at": each.seen_at,
    }
    if each.measures is not None:
        values |= {"measured_at": each.seen_at, **asdict(each.measures)}
    return values


def _alike(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Rows that set the same columns, together: one statement for all of them."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(row)), []).append(row)
    return groups.values()


def _has_slot(session: Session, grain: int, slot: int) -> bool:
    query = select(TenantPoint.slot).where(TenantPoint.grain == grain, TenantPoint.slot == slot)
    return session.scalars(query.limit(1)).first() is not None


def _points_of_now(slot: int) -> Any:
    seen = TenantObservation
    columns = (seen.latency_ms, seen.memory_bytes, seen.cpu_milli, seen.disk_bytes)
    up = cast(seen.health == UP, Integer) * 100
    query = select(
        literal(SHORT), literal(slot), seen.tenant_id, up, *columns, seen.messages_today, seen.ai_today
    )
    return insert(TenantPoint).from_select(["grain", "slot", "tenant_id", *CURVES], query)


def _curves(session: Session, tenant_id: str, grain: int, newest: int, count: int) -> dict[str, list[Any]]:
    slots = range(newest - count + 1, newest + 1)
    point = TenantPoint
    columns = [getattr(point, name) for name in CURVES]
    query = select(point.slot, *columns).where(
        point.grain == grain, point.slot.in_(slots), point.tenant_id == tenant_id
    )
    found = {row[0]: row[1:] for row in session.execute(query)}
    return {
        name: [found[slot][at] if slot in found else None for slot in slots] for at, name in enumerate(CURVES)
    }
