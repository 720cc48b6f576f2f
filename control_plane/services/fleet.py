"""All tenants at a glance: looked for, filtered, sorted and paged by the database, one page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from control_plane.alarms.catalog import SEVERITIES
from control_plane.database import Sessions, fold, reading
from control_plane.errors import InvalidInput
from control_plane.fleet_terms import (
    DOWN,
    HEALTHS,
    LONGEST_SEARCH,
    SHOWN_LIFECYCLES,
    SORTS,
    UNREADY,
    UNSEEN,
    UP,
)
from control_plane.image_names import named_version
from control_plane.models import Alarm, Backup, Hostname, Operation, OperationStep, Tenant
from control_plane.observation_models import TenantObservation
from control_plane.operations.lifecycles import CANARY, CREATED, GONE
from control_plane.operations.states import LIVE
from control_plane.services.alarms import unanswered
from control_plane.settings import Settings

_LAST_BACKUP = (
    select(func.max(Backup.created_at))
    .where(Backup.tenant_id == Tenant.id)
    .correlate(Tenant)
    .scalar_subquery()
)
_LAST_OFFSITE = (
    select(func.max(Backup.created_at))
    .where(Backup.tenant_id == Tenant.id, Backup.offsite_at.is_not(None))
    .correlate(Tenant)
    .scalar_subquery()
)
_LAST_PROOF = (
    select(func.max(Backup.proven_at))
    .where(Backup.tenant_id == Tenant.id)
    .correlate(Tenant)
    .scalar_subquery()
)
_LAST_OPERATION = (
    select(Operation.id)
    .where(Operation.tenant_id == Tenant.id)
    .order_by(Operation.created_at.desc(), Operation.id.desc())
    .limit(1)
    .correlate(Tenant)
    .scalar_subquery()
)
_SEEN = TenantObservation
_WORST_FIRST = case({DOWN: 0, UNREADY: 1, UP: 3}, value=_SEEN.health, else_=2)
_ALARMED = unanswered()
_COLUMNS: Mapping[str, Any] = {
    "name": func.lower(Tenant.name),
    "slug": Tenant.slug,
    "health": _WORST_FIRST,
    "alarms": -(_ALARMED.c.worst * 10**6 + _ALARMED.c.count),  # the gravest first, then the most
    "version": _SEEN.version,
    "backup": _LAST_BACKUP,
    "offsite": _LAST_OFFSITE,
    "proof": _LAST_PROOF,
    "memory": _SEEN.memory_bytes,
    "cpu": _SEEN.cpu_milli,
    "disk": _SEEN.disk_bytes,
    "messages": _SEEN.messages_today,
    "ai": _SEEN.ai_today,
    "latency": _SEEN.latency_ms,
    "created": Tenant.created_at,
}


@dataclass(frozen=True)
class FleetFilter:
    """What is empty does not matter."""

    text: str = ""
    """Part of a name, slug or address, in any case and with or without accents."""
    health: str = ""
    """One of HEALTHS, or unseen."""
    lifecycle: str = ""
    version: str = ""
    """The image that runs, or a beginning of its name or its version that no other has."""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.health or self.lifecycle or self.version)


class Fleet:
    """The living tenants: not those that were deleted or whose creation was taken back, and a
    canary only for whoever asks for that lifecycle."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings

    def page(
        self, wanted: FleetFilter, *, sort: str = "name", limit: int = 50, offset: int = 0
    ) -> dict[str, Any]:
        """{"rows", "total", "counts"}: `counts` of each health, whatever health is wanted.

        Raises InvalidInput for a sort, health or lifecycle that there is not, a version that may be several.
        """
        _refuse_unknown(wanted, sort)
        with reading(self._sessions) as session:
            conditions = _conditions(session, wanted)
            counts = _counts(session, conditions)
            if wanted.health:
                conditions.append(_has_health(wanted.health))
            rows = _page(session, conditions, sort, limit, offset)
            operations = _operations(session, [row.operation_id for row in rows if row.operation_id])
            return {
                "rows": [self._present(row, operations) for row in rows],
                "total": counts.get(wanted.health, 0) if wanted.health else sum(counts.values()),
                "counts": {health: counts.get(health, 0) for health in (*HEALTHS, UNSEEN)},
            }

    def slugs(self, wanted: FleetFilter | None = None) -> list[str]:
        """All that fit, by slug. Raises InvalidInput as `page`."""
        wanted = wanted or FleetFilter()
        _refuse_unknown(wanted, "slug")
        with reading(self._sessions) as session:
            conditions = _conditions(session, wanted)
            if wanted.health:
                conditions.append(_has_health(wanted.health))
            query = select(Tenant.slug).join(_SEEN, _SEEN.tenant_id == Tenant.id, isouter=True)
            return list(session.scalars(query.where(*conditions).order_by(Tenant.slug)))

    def versions(self) -> list[str]:
        """Those that run somewhere."""
        with reading(self._sessions) as session:
            return _versions(session)

    def meant(self, wanted: FleetFilter) -> FleetFilter:
        """With the whole name of its version. Raises InvalidInput when that may be several."""
        return (
            replace(wanted, version=named_version(wanted.version, self.versions()))
            if wanted.version
            else wanted
        )

    def _present(self, row: Row[Any], operations: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        address = f"{row.slug}.{self._settings.base_domain}"
        return {
            "slug": row.slug,
            "name": row.name,
            "lifecycle": row.lifecycle,
            "url": self._settings.public_url(address),
            "database": row.database,
            "created_at": row.created_at.isoformat(),
            "health": row.health or (UNSEEN if row.lifecycle in CREATED else None),
            "reason": row.reason or "",
            "alarms": {"count": row.alarms, "worst": SEVERITIES[row.worst_alarm]} if row.alarms else None,
            "seen_at": row.seen_at.isoformat() if row.seen_at else None,
            "last_backup_at": row.backup_at.isoformat() if row.backup_at else None,
            "last_offsite_at": row.offsite_at.isoformat() if row.offsite_at else None,
            "last_proven_restore_at": row.proven_at.isoformat() if row.proven_at else None,
            "last_operation": operations.get(row.operation_id),
            **{name: getattr(row, name) for name in _MEASURES},
        }


_MEASURES = (
    "latency_ms",
    "version",
    "memory_bytes",
    "memory_limit",
    "cpu_milli",
    "disk_bytes",
    "messages_today",
    "ai_today",
)


def _rows(ids: Sequence[str]) -> Select[Any]:
    alarmed = unanswered(Alarm.tenant_id.in_(ids))
    query = select(
        Tenant.id,
        Tenant.slug,
        Tenant.name,
        Tenant.lifecycle,
        Tenant.created_at,
        Tenant.configuration["database"].as_string().label("database"),
        _SEEN.health,
        _SEEN.reason,
        _SEEN.seen_at,
        *(getattr(_SEEN, name) for name in _MEASURES),
        _LAST_BACKUP.label("backup_at"),
        _LAST_OFFSITE.label("offsite_at"),
        _LAST_PROOF.label("proven_at"),
        _LAST_OPERATION.label("operation_id"),
        alarmed.c.count.label("alarms"),
        alarmed.c.worst.label("worst_alarm"),
    ).join(_SEEN, _SEEN.tenant_id == Tenant.id, isouter=True)
    return query.join(alarmed, alarmed.c.tenant_id == Tenant.id, isouter=True).where(Tenant.id.in_(ids))


def _page(
    session: Session, conditions: Sequence[ColumnElement[bool]], sort: str, limit: int, offset: int
) -> list[Row[Any]]:
    """Who stands on the page first, and only then what is shown of them: the rest is not even read."""
    name = sort.removeprefix("-")
    column = _COLUMNS[name]
    wanted = column.desc() if sort.startswith("-") else column.asc()
    query = select(Tenant.id).join(_SEEN, _SEEN.tenant_id == Tenant.id, isouter=True).where(*conditions)
    if name == "alarms":  # few have any: counted once, not for each tenant
        query = query.join(_ALARMED, _ALARMED.c.tenant_id == Tenant.id, isouter=True)
    ordered = query.order_by(column.is_(None), wanted, Tenant.slug).limit(limit).offset(offset)
    ids = session.scalars(ordered).all()
    rows = {row.id: row for row in session.execute(_rows(ids))}
    return [rows[id_] for id_ in ids]


def _versions(session: Session) -> list[str]:
    query = select(_SEEN.version).where(_SEEN.version.is_not(None)).distinct().order_by(_SEEN.version)
    return [str(version) for version in session.scalars(query)]


def _conditions(session: Session, wanted: FleetFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Tenant.lifecycle.not_in(GONE)]
    conditions.append(
        Tenant.lifecycle == wanted.lifecycle if wanted.lifecycle else Tenant.lifecycle != CANARY
    )
    if wanted.version:
        conditions.append(_SEEN.version == named_version(wanted.version, _versions(session)))
    if text := fold(wanted.text.strip()[:LONGEST_SEARCH]):
        folded = func.folded if session.get_bind().dialect.name == "sqlite" else func.lower
        addressed = select(Hostname.tenant_id).where(Hostname.name.contains(text, autoescape=True))
        conditions.append(
            or_(
                Tenant.slug.contains(text, autoescape=True),
                folded(Tenant.name).contains(text, autoescape=True),
                Tenant.id.in_(addressed),
            )
        )
    return conditions


def _has_health(health: str) -> ColumnElement[bool]:
    if health == UNSEEN:
        return and_(_SEEN.health.is_(None), Tenant.lifecycle.in_(CREATED))
    return _SEEN.health == health


def _counts(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[str, int]:
    """Of those that fit; those that people are not let into stand under the empty word."""
    is_open = Tenant.lifecycle.in_(CREATED)
    health = func.coalesce(_SEEN.health, case((is_open, UNSEEN), else_="")).label("seen_health")
    query = (
        select(health, func.count())
        .select_from(Tenant)
        .join(_SEEN, _SEEN.tenant_id == Tenant.id, isouter=True)
        .where(*conditions)
        .group_by(health)
    )
    return {str(name): count for name, count in session.execute(query)}


def _operations(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By id, without what steps have printed; steps only of those that go on."""
    columns = (Operation.id, Operation.kind, Operation.state, Operation.is_undoing, Operation.created_at)
    found = session.execute(select(*columns).where(Operation.id.in_(ids))).all()
    steps: dict[str, list[dict[str, Any]]] = {row.id: [] for row in found if row.state in LIVE}
    step = OperationStep
    query = select(step.operation_id, step.name, step.state, step.percent).order_by(step.position)
    for operation_id, name, state, percent in session.execute(query.where(step.operation_id.in_(steps))):
        steps[operation_id].append({"name": name, "state": state, "percent": percent})
    return {
        row.id: {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "is_undoing": row.is_undoing,
            "created_at": row.created_at.isoformat(),
            "steps": steps.get(row.id, []),
        }
        for row in found
    }


def _refuse_unknown(wanted: FleetFilter, sort: str) -> None:
    problems = {
        name: f"Choose one of {', '.join(known)}."
        for name, value, known in (
            ("sort", sort.removeprefix("-"), SORTS),
            ("health", wanted.health, ("", *HEALTHS, UNSEEN)),
            ("lifecycle", wanted.lifecycle, ("", *SHOWN_LIFECYCLES)),
        )
        if value not in known
    }
    if problems:
        raise InvalidInput("bad_filter", " ".join(problems.values()), fields=problems)
