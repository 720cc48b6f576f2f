"""Keeps the engine as the database wants it between operations: the edge's attachments above all.

A standalone container loses its networks when it is made anew, and may stay stopped after the engine was.
In the platform's own network its names are looked at too: by these panel and runner reach the edge.
Looks every 30 seconds, at start, and as soon as the engine reports a change that matters.

Takes nothing away while clients run here that the database does not know: then it is an empty or an old one,
and whoever it has forgotten stays reachable until somebody has brought the right one back.
"""

from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.all import Adapters
from control_plane.adapters.docker_engine import connect, read_facts
from control_plane.adapters.edge import AllowList, Attachable
from control_plane.adapters.engine_api import EventStream, Json
from control_plane.adapters.names import ATTACH, INSTANCE, SLUG, TENANT, platform_network
from control_plane.adapters.networks import Network
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.inventory import take_inventory
from control_plane.models import Hostname, Operation, PlatformFact, Tenant
from control_plane.operations.states import LIVE
from control_plane.operations.steps.preflight import capacity
from control_plane.secret_names import SecretNames
from control_plane.services import alarms
from control_plane.services.closed_page import closed_page
from control_plane.services.domains import allowed_certificates
from control_plane.settings import Settings

PERIOD_SECONDS = 30
_SETTLE_SECONDS = 0.5
"""Events come in bursts: one look answers them all."""
_RECONNECT_SECONDS = 1.0
_MOST_NAMED = 5
_REPAIRS = ("started", "hosts_changed", "pages_changed", "certificates_changed", "attached", "jobs_removed")

log = structlog.get_logger(__name__)


class Reconciler:
    """One per platform, in the runner's process."""

    def __init__(self, settings: Settings, sessions: Sessions, adapters: Adapters) -> None:
        self._settings = settings
        self._sessions = sessions
        self._adapters = adapters
        self._wake = Event()
        self._stop = Event()
        self._events: EventStream | None = None
        self._secret_names = SecretNames(settings)

    def start(self) -> None:
        """Runs in threads of its own until `stop`."""
        Thread(target=self._watch, name="engine-events", daemon=True).start()
        Thread(target=self._loop, name="reconciler", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._events is not None:
            self._events.close()

    def reconcile(self) -> dict[str, Any]:
        """One look and its repairs; returns what it found, which also becomes the fact `edge`.

        Raises ControlPlaneError when the engine does not answer or refuses.
        """
        attachments = self._adapters.attachments
        started = attachments.start_stopped()
        networks = self._adapters.networks.labelled(f"{INSTANCE}={self._settings.instance}")
        strangers = self._strangers(networks)
        adds_only = bool(strangers)
        edge: dict[str, Any] = {
            "started": started,
            "strangers": strangers,
            "hosts_changed": self._repair_allow_list(adds_only=adds_only),
            "pages_changed": self._repair_closed_pages(adds_only=adds_only),
            "certificates_changed": self._repair_certificates(adds_only=adds_only),
            **self._repair_attachments(networks),
        }
        edge["containers"] = [
            {"name": each.name, "is_running": each.is_running, "networks": len(each.network_ids)}
            for each in attachments.containers()
        ]
        edge["jobs_removed"] = [] if adds_only else self._remove_forgotten_jobs()
        self._report(edge)
        return edge

    def _strangers(self, networks: Mapping[str, Network]) -> list[str]:
        """Slugs of those who have networks here (listed before this reads) and no row, nor a tombstone."""
        with reading(self._sessions) as session:
            known = set(session.scalars(select(Tenant.id)))
        labels = [each.labels for each in networks.values() if TENANT in each.labels]
        return sorted({each.get(SLUG, "") for each in labels if each[TENANT] not in known})

    def _repair_allow_list(self, *, adds_only: bool) -> list[str]:
        # files first: a step writes the row before the file, so a file seen here has its row below
        known = self._adapters.allow_list.known()
        with reading(self._sessions) as session:
            query = select(Hostname.name).where(Hostname.is_attached.is_(True))
            wanted = set(session.scalars(query))
        return _repair_list(self._adapters.allow_list, known, wanted | known if adds_only else wanted)

    def _repair_closed_pages(self, *, adds_only: bool) -> list[str]:
        known = self._adapters.closed_pages.known()  # files first, as above
        wanted = {}
        with reading(self._sessions) as session:
            for tenant in session.scalars(select(Tenant).where(Tenant.closed_as.is_not(None))):
                page = closed_page(session, self._settings.templates_dir, tenant, str(tenant.closed_as))
                wanted.update({hostname.name: page for hostname in tenant.hostnames})
        names = wanted.keys() if adds_only else wanted.keys() | known.keys()
        changed = {name for name in names if wanted.get(name) != known.get(name)}
        for name in sorted(changed):
            if name in wanted:
                self._adapters.closed_pages.show(name, wanted[name])
            else:
                self._adapters.closed_pages.remove(name)
        return sorted(changed)

    def _repair_certificates(self, *, adds_only: bool) -> list[str]:
        known = self._adapters.certificates.known()
        with transaction(self._sessions) as session:
            wanted = allowed_certificates(session, self._settings)
        return _repair_list(self._adapters.certificates, known, wanted | known if adds_only else wanted)

    def _repair_attachments(self, networks: Mapping[str, Network]) -> dict[str, list[str]]:
        containers = self._adapters.attachments.containers()  # all of them once: lists grow with each tenant
        attached, missing = self._repair_platforms(networks, containers), []
        for slug in self._attached_tenants():
            name = f"{self._settings.stack_prefix}{slug}-edge"
            network = networks.get(name)
            if network is None:
                missing.append(name)
            elif any(network.id not in each.network_ids for each in containers):
                attached += [f"{each} → {name}" for each in self._adapters.attachments.attach(network)]
        return {"attached": attached, "networks_missing": missing}

    def _repair_platforms(self, networks: Mapping[str, Network], containers: list[Attachable]) -> list[str]:
        network = networks.get(platform_network(self._settings.instance))
        if network is None:  # nor could this process run in it
            return []
        changed = self._adapters.attachments.attach_to_platform(network, containers)
        return [f"{each} → {network.name}" for each in changed]

    def _attached_tenants(self) -> list[str]:
        with reading(self._sessions) as session:
            query = select(Tenant.slug).join(Tenant.hostnames).where(Hostname.is_attached.is_(True))
            return sorted(set(session.scalars(query)))

    def _remove_forgotten_jobs(self) -> list[str]:
        """Jobs first, operations second: one that is started in between belongs to a live operation."""
        jobs = list(self._adapters.jobs.left_behind(f"{INSTANCE}={self._settings.instance}"))
        with reading(self._sessions) as session:
            live = set(session.scalars(select(Operation.tenant_id).where(Operation.state.in_(LIVE))))
        forgotten = [job for job in jobs if TENANT in job.labels and job.labels[TENANT] not in live]
        for job in forgotten:
            self._adapters.jobs.remove(job.service_id)
        return [job.name for job in forgotten]

    def _report(self, edge: dict[str, Any]) -> None:
        facts = read_facts(self._adapters.engine, self._settings.tenant_pool)
        inventory = take_inventory(self._adapters.engine, self._sessions, self._settings, self._secret_names)
        with transaction(self._sessions) as session:
            for name, value in (
                ("edge", edge),
                ("capacity", capacity(facts)),
                ("inventory", inventory.as_json()),
            ):
                session.merge(PlatformFact(name=name, value=value, seen_at=utc_now()))
            if strangers := edge["strangers"]:
                details = {"number": len(strangers), "slugs": ", ".join(strangers[:_MOST_NAMED])}
                alarms.raise_(session, "unknown_tenants", details=details)
            else:
                alarms.clear(session, "unknown_tenants")

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            period = PERIOD_SECONDS if self._guarded(self._look) else _RECONNECT_SECONDS
            if self._wake.wait(period):
                self._stop.wait(_SETTLE_SECONDS)

    def _look(self) -> None:
        found = self.reconcile()
        changes = {key: found[key] for key in _REPAIRS}
        if any(changes.values()):
            log.info("repaired", **changes)

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._guarded(self._listen)
            self._wake.set()  # the engine was away: anything may have changed
            self._stop.wait(_RECONNECT_SECONDS)

    def _listen(self) -> None:
        self._events = connect().events(filters={"type": ["container", "network"]}, decode=True)
        for event in self._events:
            if matters(event, self._settings):
                self._wake.set()

    def _guarded(self, work: Callable[[], None]) -> bool:
        """Whether it was done."""
        try:
            work()
        except RetryLater as error:
            log.warning("engine away", error=error.message)
        except (ControlPlaneError, SQLAlchemyError):
            log.exception("reconciling failed; looking again")
        else:
            return True
        return False


def _repair_list(names: AllowList, known: set[str], wanted: set[str]) -> list[str]:
    """What it changed."""
    for hostname in wanted - known:
        names.allow(hostname)
    for hostname in known - wanted:
        names.forbid(hostname)
    return sorted(wanted ^ known)


def matters(event: Json, settings: Settings) -> bool:
    """Whether an engine event can have undone an attachment of this instance."""
    attributes = (event.get("Actor") or {}).get("Attributes") or {}
    action = event.get("Action", "")
    if event.get("Type") == "container":
        is_ours = attributes.get(INSTANCE) == settings.instance and ATTACH in attributes
        return is_ours and action in ("start", "die", "create")
    name = str(attributes.get("name", ""))
    is_edge = name.startswith(settings.stack_prefix) and name.endswith("-edge")
    is_platforms = name == platform_network(settings.instance)
    return (is_edge or is_platforms) and action in ("disconnect", "create", "remove")
