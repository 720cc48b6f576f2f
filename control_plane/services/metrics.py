"""The platform in numbers, in Prometheus' text format: itself, its operations, and every tenant.

A tenant is named by its slug, which its address tells everybody, and its certificates by their hosts; nothing
that people wrote is in any label.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.fleet_terms import DOWN, SHOWN_LIFECYCLES, UP
from control_plane.models import Backup, Hostname, Operation, PlatformFact, Tenant
from control_plane.observation_models import TenantObservation
from control_plane.operations.catalog import CANARIES
from control_plane.operations.lifecycles import CANARY, GONE
from control_plane.operations.states import LIVE
from control_plane.services.canary_runs import SUCCEEDED, last_ended, last_runs
from control_plane.services.overdue import unproven_since

Sample = tuple[str, dict[str, str], float]
"""Name, labels, value."""

_HELP = {
    "guiche_tenants": "Tenants by lifecycle",
    "guiche_tenant_up": "1 when the tenant serves, through the edge",
    "guiche_tenant_answers": "1 when the tenant answers at all, through the edge",
    "guiche_tenant_latency_seconds": "Of its readiness page, through the edge",
    "guiche_tenant_seen_timestamp_seconds": "When the runner last looked at it",
    "guiche_tenant_memory_bytes": "In use by all its services",
    "guiche_tenant_memory_limit_bytes": "What its services may use at most",
    "guiche_tenant_cpu_cores": "On average since the look before",
    "guiche_tenant_disk_bytes": "Of its database and media",
    "guiche_tenant_messages_today": "Messages since its midnight",
    "guiche_tenant_ai_requests_today": "Questions put to FILA-IA since its midnight",
    "guiche_tenant_service_running": "1 while the service runs",
    "guiche_tenant_service_restarts": "Starts by itself since its specification last changed",
    "guiche_tenant_last_backup_timestamp_seconds": "When its last backup was found again",
    "guiche_tenant_last_offsite_timestamp_seconds": "When the newest backup was made that is off site too",
    "guiche_tenant_proven_restore_age_seconds": "Since a backup of it was last restored and proven",
    "guiche_certificate_expiry_timestamp_seconds": "When the certificate that the edge serves ends",
    "guiche_drill_days": "After how many days without the clock asks for a practice restore; 0: never",
    "guiche_operations": "Operations that are under way or wait, by kind and state",
    "guiche_operations_failed_recently": "Operations that failed within the last 24 hours, by kind",
    "guiche_operations_oldest_seconds": "How long ago the oldest live operation of the kind was asked for",
    "guiche_platform_memory_bytes": "Of the engine's node",
    "guiche_platform_memory_reserved_bytes": "What services of any origin have reserved",
    "guiche_platform_cpus": "Of the engine's node",
    "guiche_platform_cpus_reserved": "What services of any origin have reserved",
    "guiche_platform_disk_bytes": "Of the disk under the engine's data",
    "guiche_platform_disk_free_bytes": "What is left of it",
    "guiche_platform_inodes": "Of the same disk",
    "guiche_platform_inodes_free": "What is left of them",
    "guiche_platform_subnets": "Of the pool that tenants' networks are cut from",
    "guiche_platform_subnets_free": "What is left of it",
    "guiche_platform_bridge_ports": "Containers that docker_gwbridge can hold",
    "guiche_platform_bridge_ports_free": "What is left of them",
    "guiche_platform_published_ports": "Ports that the engine may give to services by itself",
    "guiche_platform_published_ports_free": "What is left of them",
    "guiche_platform_seen_timestamp_seconds": "When the reconciler last looked at everything",
    "guiche_platform_last_offsite_timestamp_seconds": "When its own database was last copied off site",
    "guiche_inventory_differences": "Objects that are missing, orphaned or unexpected",
    "guiche_edge_networks_missing": "Tenants' edge networks that do not exist",
    "guiche_edge_containers_stopped": "Containers of the edge that do not run",
    "guiche_canary_scheduled": "1 when the clock runs it every day",
    "guiche_canary_success": "1 when the last run that ended succeeded, 0 when it failed",
    "guiche_canary_duration_seconds": "Of that run, by part: create, use, back_up, delete",
    "guiche_canary_last_run_timestamp_seconds": "When that run ended",
    "guiche_observer_seconds": "How long a look at all tenants of a lane took",
    "guiche_observer_tenants": "How many there are in a lane",
    "guiche_observer_seen_timestamp_seconds": "When the lane was last looked at",
}
_LAST_CANARIES = 10
"""Among which one that has ended is looked for."""
_TENANTS_OWN = "Told by the tenant itself"

_CAPACITY = {
    "memory_total": "guiche_platform_memory_bytes",
    "memory_reserved": "guiche_platform_memory_reserved_bytes",
    "cpus": "guiche_platform_cpus",
    "cpus_reserved": "guiche_platform_cpus_reserved",
    "disk_total": "guiche_platform_disk_bytes",
    "disk_free": "guiche_platform_disk_free_bytes",
    "inodes_total": "guiche_platform_inodes",
    "inodes_free": "guiche_platform_inodes_free",
    "subnets_total": "guiche_platform_subnets",
    "subnets_free": "guiche_platform_subnets_free",
    "bridge_ports_total": "guiche_platform_bridge_ports",
    "bridge_ports_free": "guiche_platform_bridge_ports_free",
    "published_ports_total": "guiche_platform_published_ports",
    "published_ports_free": "guiche_platform_published_ports_free",
}


class Metrics:
    def __init__(self, sessions: Sessions, drill_days: int, *, has_canary: bool = False) -> None:
        """`has_canary`: the clock runs it."""
        self._sessions = sessions
        self._drill_days = drill_days
        self._has_canary = has_canary

    def render(self) -> str:
        """Everything, as it stands in the database now: one look, however many tenants."""
        with reading(self._sessions) as session:
            now = utc_now()
            samples = [
                *_tenants(session),
                *_backups(session),
                *_proofs(session, now),
                *_certificates(session),
                ("guiche_drill_days", {}, self._drill_days),
                *_operations(session, now),
                *_facts(session),
                ("guiche_canary_scheduled", {}, self._has_canary),
                *_canary(session),
            ]
        return _written(samples)


def _tenants(session: Session) -> Iterator[Sample]:
    count = func.count()
    by_lifecycle = {
        str(lifecycle): number
        for lifecycle, number in session.execute(select(Tenant.lifecycle, count).group_by(Tenant.lifecycle))
    }
    for lifecycle in SHOWN_LIFECYCLES:
        if lifecycle == CANARY:
            continue
        yield "guiche_tenants", {"lifecycle": lifecycle}, by_lifecycle.get(lifecycle, 0)
    seen = TenantObservation
    query = select(Tenant.slug, seen).join(seen, seen.tenant_id == Tenant.id).order_by(Tenant.slug)
    for slug, row in session.execute(query):
        yield from _tenant(slug, row)


def _tenant(slug: str, row: TenantObservation) -> Iterator[Sample]:
    tenant = {"tenant": slug}
    yield "guiche_tenant_up", tenant, row.health == UP
    yield "guiche_tenant_answers", tenant, row.health != DOWN
    yield "guiche_tenant_seen_timestamp_seconds", tenant, row.seen_at.timestamp()
    for name, value, unit in (
        ("guiche_tenant_latency_seconds", row.latency_ms, 1000),
        ("guiche_tenant_memory_bytes", row.memory_bytes, 1),
        ("guiche_tenant_memory_limit_bytes", row.memory_limit, 1),
        ("guiche_tenant_cpu_cores", row.cpu_milli, 1000),
        ("guiche_tenant_disk_bytes", row.disk_bytes, 1),
        ("guiche_tenant_messages_today", row.messages_today, 1),
        ("guiche_tenant_ai_requests_today", row.ai_today, 1),
    ):
        if value is not None:
            yield name, tenant, value / unit
    for service in row.services:
        labels = {**tenant, "service": service["name"]}
        yield "guiche_tenant_service_running", labels, service["state"] == "running"
        yield "guiche_tenant_service_restarts", labels, service["restarts"]
    for name, labels_text, value in row.figures:
        yield name, {**tenant, **_labels(labels_text)}, value


def _labels(text: str) -> dict[str, str]:
    """Of what the observer let through: quoted words of ours, without commas in them."""
    pairs = (part.partition("=") for part in text.split(",") if part)
    return {name: value.strip('"') for name, _, value in pairs if name != "tenant"}


def _backups(session: Session) -> Iterator[Sample]:
    newest = func.max(Backup.created_at)
    offsite = func.max(case((Backup.offsite_at.is_not(None), Backup.created_at)))
    query = select(Tenant.slug, newest, offsite).join(Backup, Backup.tenant_id == Tenant.id)
    found = session.execute(query.where(Tenant.lifecycle.not_in((*GONE, CANARY))).group_by(Tenant.slug)).all()
    for slug, moment, _ in found:
        yield "guiche_tenant_last_backup_timestamp_seconds", {"tenant": slug}, moment.timestamp()
    for slug, _, moment in found:
        if moment is not None:
            yield "guiche_tenant_last_offsite_timestamp_seconds", {"tenant": slug}, moment.timestamp()


def _proofs(session: Session, now: datetime) -> Iterator[Sample]:
    for tenant, since in unproven_since(session):
        age = (now - since).total_seconds()
        yield "guiche_tenant_proven_restore_age_seconds", {"tenant": tenant.slug}, age


def _certificates(session: Session) -> Iterator[Sample]:
    """Of what is attached, and of the panel, which is no tenant's."""
    query = (
        select(Tenant.slug, HostnameCheck.name, HostnameCheck.certificate_until)
        .outerjoin_from(HostnameCheck, Hostname, Hostname.name == HostnameCheck.name)
        .outerjoin(Tenant, Tenant.id == Hostname.tenant_id)
        .where(Hostname.name.is_(None) | Hostname.is_attached)
        .order_by(HostnameCheck.name)
    )
    for slug, host, until in session.execute(query):
        if until is not None:
            labels = {"tenant": slug or "", "host": host}
            yield "guiche_certificate_expiry_timestamp_seconds", labels, until.timestamp()


def _operations(session: Session, now: datetime) -> Iterator[Sample]:
    count, oldest = func.count(), func.min(Operation.created_at)
    live = select(Operation.kind, Operation.state, count).where(Operation.state.in_(LIVE))
    for kind, state, number in session.execute(live.group_by(Operation.kind, Operation.state)):
        yield "guiche_operations", {"kind": kind, "state": state}, number
    waiting = select(Operation.kind, oldest).where(Operation.state.in_(LIVE)).group_by(Operation.kind)
    for kind, moment in session.execute(waiting):
        yield "guiche_operations_oldest_seconds", {"kind": kind}, (now - moment).total_seconds()
    since = now - timedelta(days=1)
    failed = select(Operation.kind, count).where(Operation.state == "failed", Operation.finished_at >= since)
    failed = failed.where(Operation.kind.not_in(CANARIES))
    for kind, number in session.execute(failed.group_by(Operation.kind)):
        yield "guiche_operations_failed_recently", {"kind": kind}, number


def _canary(session: Session) -> Iterator[Sample]:
    run = last_ended(last_runs(session, _LAST_CANARIES))
    if run is None:
        return
    yield "guiche_canary_success", {}, run["state"] == SUCCEEDED
    yield (
        "guiche_canary_last_run_timestamp_seconds",
        {},
        datetime.fromisoformat(run["finished_at"]).timestamp(),
    )
    for part in run["parts"]:
        if part["seconds"] is not None:
            yield "guiche_canary_duration_seconds", {"part": part["name"]}, part["seconds"]


def _facts(session: Session) -> Iterator[Sample]:
    facts = {fact.name: fact for fact in session.scalars(select(PlatformFact))}
    if capacity := facts.get("capacity"):
        yield "guiche_platform_seen_timestamp_seconds", {}, capacity.seen_at.timestamp()
        for name, metric in _CAPACITY.items():
            if name in capacity.value:
                yield metric, {}, capacity.value[name]
    if inventory := facts.get("inventory"):
        for difference in ("missing", "orphaned", "unexpected"):
            number = len(inventory.value[difference])
            yield "guiche_inventory_differences", {"difference": difference}, number
    if edge := facts.get("edge"):
        stopped = sum(not each["is_running"] for each in edge.value.get("containers", []))
        yield "guiche_edge_networks_missing", {}, len(edge.value.get("networks_missing", []))
        yield "guiche_edge_containers_stopped", {}, stopped
    if (copy := facts.get("platform_copy")) and copy.value["made_at"]:
        made = datetime.fromisoformat(copy.value["made_at"])
        yield "guiche_platform_last_offsite_timestamp_seconds", {}, made.timestamp()
    for name, fact in facts.items():
        if name.startswith("observer_"):
            lane = {"lane": name.removeprefix("observer_")}
            yield "guiche_observer_seconds", lane, fact.value["seconds"]
            yield "guiche_observer_tenants", lane, fact.value["tenants"]
            yield "guiche_observer_seen_timestamp_seconds", lane, fact.seen_at.timestamp()


def _written(samples: Iterable[Sample]) -> str:
    """All samples of one name together, as the format wants it."""
    by_name: dict[str, list[str]] = {}
    for name, labels, value in samples:
        inside = ",".join(f'{key}="{label}"' for key, label in labels.items())
        by_name.setdefault(name, []).append(
            f"{name}{{{inside}}} {_number(value)}" if inside else f"{name} {_number(value)}"
        )
    lines: list[str] = []
    for name, rows in by_name.items():
        lines += [f"# HELP {name} {_HELP.get(name, _TENANTS_OWN)}", f"# TYPE {name} gauge", *rows]
    return "\n".join(lines) + "\n"


def _number(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() else f"{number:.3f}"
