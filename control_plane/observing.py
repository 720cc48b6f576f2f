"""Looks at every tenant through the edge, as its people meet it, and writes down what it saw.

Two lanes, each at its own pace: those that answered at once the last time, and those that did not. However
many are dead or slow, the others are looked at every 30 seconds. What costs the engine or the tenant more
(memory, CPU, its own figures) is asked for every five minutes.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import structlog
from requests import Response
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.adapters.usage import RUNNING, RunningService, Usage, Usages
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.fleet_terms import DOWN, UNREADY, UP
from control_plane.models import PlatformFact
from control_plane.services.credentials import Vault
from control_plane.services.messaging_limit import FIGURE, MessagingLimits
from control_plane.services.observations import Measures, Observations, Sighting, Target
from control_plane.settings import Settings

PERIOD_SECONDS = 30
PATIENCE: tuple[float, float] = (2, 5)
"""Seconds for the connection to the edge, and for the tenant's answer."""
SLOW_MS = 1000
"""Whoever takes longer is looked at in the lane of those that do not answer."""
_MEASURED_EVERY = timedelta(minutes=5)
_THREADS = 8
_LONGEST_FIGURES = 64 * 1024
_MOST_FIGURES = 200
_FIGURE = re.compile(r'(guiche_[a-z_]{1,60})(?:\{((?:[a-z_]+="[a-z0-9_.-]{0,40}",?)*)\})? (-?\d+(?:\.\d+)?)')
"""One line of a tenant's figures: labels of our own words only, so that nobody's data can hide in them."""
_OURS = ("guiche_tenant_", "guiche_platform_")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lane:
    """Which targets are looked at together."""

    name: str
    holds: Callable[[Target], bool]


def _is_prompt(target: Target) -> bool:
    return target.health in (None, UP) and (target.latency_ms or 0) < SLOW_MS


LANES = (Lane("prompt", _is_prompt), Lane("silent", lambda target: not _is_prompt(target)))


class Observer:
    """One per platform, in the runner's process."""

    def __init__(
        self, settings: Settings, sessions: Sessions, usages: Usages, http: TenantHttp | None = None
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._usages = usages
        self._http = http or TenantHttp(settings.edge_address, PATIENCE)
        self._vault = Vault(settings.platform_key)
        self._observations = Observations(sessions)
        self._limits = MessagingLimits(sessions)
        self._stop = Event()
        self._cpu: dict[str, tuple[float, int]] = {}
        """Container → when it was last measured, and the nanoseconds it had used by then."""

    def start(self) -> None:
        """Runs in threads of its own until `stop`."""
        for lane in LANES:
            Thread(target=self._loop, args=(lane,), name=f"observer-{lane.name}", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self, lane: Lane) -> dict[str, Any]:
        """One look at a lane's tenants, written down; returns how many there were and how long it took."""
        began = time.monotonic()
        targets = [target for target in self._observations.targets() if lane.holds(target)]
        services = self._services(targets)
        with ThreadPoolExecutor(_THREADS, thread_name_prefix=f"look-{lane.name}") as pool:
            sightings = list(pool.map(lambda target: self._see(target, services), targets))
        self._observations.keep(sightings)
        self._limits.look(_written_first(sightings))
        if lane is LANES[0]:
            self._observations.forget_closed()
            self._observations.add_points(utc_now())
        return {"tenants": len(targets), "seconds": round(time.monotonic() - began, 3)}

    def _services(self, targets: list[Target]) -> dict[str, list[RunningService]] | None:
        """None when nobody is to be measured, or the engine is away: what it said before then stands."""
        if not any(_is_due(target, utc_now()) for target in targets):
            return None
        try:
            found = self._usages.services()
        except ControlPlaneError as error:
            log.warning("services not seen", error=error.message)
            return None
        here = {service.container for services in found.values() for service in services}
        self._cpu = {name: last for name, last in self._cpu.copy().items() if name in here}
        return found

    def _see(self, target: Target, services: dict[str, list[RunningService]] | None) -> Sighting:
        now = utc_now()
        health, reason, latency_ms = self._ask(target)
        measures = None
        if services is not None and _is_due(target, now):
            measures = self._measure(target, services.get(target.tenant_id, []), health)
        return Sighting(target.tenant_id, health, reason, latency_ms, now, measures)

    def _ask(self, target: Target) -> tuple[str, str, int | None]:
        began = time.monotonic()
        try:
            response = self._http.request("GET", self._host(target), "/readyz")
        except RetryLater:
            return DOWN, "It does not answer through the edge.", None
        latency_ms = int((time.monotonic() - began) * 1000)
        return (*_judge(response), latency_ms)

    def _measure(self, target: Target, services: list[RunningService], health: str) -> Measures:
        before = {each["name"]: each for each in target.services}
        usages = {each.name: self._usage(each) for each in services}
        rows = [_service_row(each, usages[each.name], before.get(each.name)) for each in services]
        figures = self._figures(target) if health != DOWN else []
        return Measures(
            version=next((each.image.partition("@")[0] for each in services if each.name == "web"), None),
            memory_bytes=_sum(rows, "memory_bytes"),
            memory_limit=_sum(rows, "memory_limit"),
            cpu_milli=_sum(rows, "cpu_milli"),
            disk_bytes=_total(figures, "guiche_database_bytes", "guiche_media_bytes"),
            messages_today=_total(figures, "guiche_messages_today"),
            ai_today=_total(figures, "guiche_ai_requests_today"),
            services=rows,
            figures=figures,
        )

    def _usage(self, service: RunningService) -> tuple[Usage, int | None] | None:
        """What its container takes, and thousandths of a core since it was last asked."""
        if not service.container:
            return None
        try:
            usage = self._usages.of(service.container)
        except ControlPlaneError:
            return None
        if usage is None:
            return None
        now = time.monotonic()
        last = self._cpu.get(service.container)
        self._cpu[service.container] = (now, usage.cpu_nanoseconds)
        if last is None or now <= last[0]:
            return usage, None
        used = max(0, usage.cpu_nanoseconds - last[1]) / 1e9
        return usage, round(1000 * used / (now - last[0]))

    def _figures(self, target: Target) -> list[list[Any]]:
        with reading(self._sessions) as session:
            key = self._vault.find(session, target.tenant_id, "session_key")
        if key is None:
            return []
        headers = {"Authorization": f"Bearer {platform_token(key)}"}
        try:
            response = self._http.request("GET", self._host(target), "/platform/metrics", headers=headers)
        except RetryLater:
            return []
        return read_figures(response.text) if response.status_code == 200 else []

    def _host(self, target: Target) -> str:
        return urlsplit(self._settings.public_url(f"{target.slug}.{self._settings.base_domain}")).netloc

    def _loop(self, lane: Lane) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._report(lane, self.look(lane))
            except (ControlPlaneError, SQLAlchemyError):
                log.exception("looking at tenants failed; looking again", lane=lane.name)
            self._stop.wait(max(1.0, PERIOD_SECONDS - (time.monotonic() - began)))

    def _report(self, lane: Lane, found: dict[str, Any]) -> None:
        with transaction(self._sessions) as session:
            session.merge(PlatformFact(name=f"observer_{lane.name}", value=found, seen_at=utc_now()))


def platform_token(session_key: str) -> str:
    """What the platform shows a tenant to be given its figures; the tenant makes the same of the same key
    (appliance/health.py)."""
    return hmac.new(session_key.encode(), b"guiche platform metrics", hashlib.sha256).hexdigest()


def read_figures(text: str) -> list[list[Any]]:
    """[[name, labels, value]] of Prometheus' text format, without the lines that are not in our own words."""
    found: list[list[Any]] = []
    for line in text[:_LONGEST_FIGURES].splitlines():
        match = _FIGURE.fullmatch(line)
        if match and not match[1].startswith(_OURS) and len(found) < _MOST_FIGURES:
            found.append([match[1], match[2] or "", float(match[3])])
    return found


def _judge(response: Response) -> tuple[str, str]:
    if response.status_code == 200:
        return UP, ""
    try:
        parts = response.json()
    except ValueError:
        parts = None
    if response.status_code == 503 and isinstance(parts, dict) and parts:
        broken = sorted(str(name)[:20] for name, state in parts.items() if state != "ok")
        return UNREADY, f"It says that these do not work: {', '.join(broken[:8]) or 'it is about to stop'}."
    return DOWN, f"The edge answered with {response.status_code} in its place."


def _is_due(target: Target, now: datetime) -> bool:
    return target.measured_at is None or now - target.measured_at >= _MEASURED_EVERY


def _service_row(
    service: RunningService, taken: tuple[Usage, int | None] | None, before: dict[str, Any] | None
) -> dict[str, Any]:
    usage, cpu_milli = taken or (None, None)
    return {
        "name": service.name,
        "state": service.state,
        "since": service.since or None,
        "restarts": _restarts(service, before),
        "image": service.image.partition("@")[0],
        "memory_bytes": usage.memory_bytes if usage else None,
        "memory_limit": usage.memory_limit if usage else None,
        "cpu_milli": cpu_milli,
        "message": service.message if service.state != RUNNING else "",
        "task": service.task,
        "version": service.version,
    }


def _restarts(service: RunningService, before: dict[str, Any] | None) -> int:
    """How often it has started anew by itself since it was last asked to be something else."""
    if before is None or before["version"] != service.version:
        return 0
    has_fallen = bool(before["task"]) and before["task"] != service.task
    return int(before["restarts"]) + has_fallen


def _written_first(sightings: list[Sighting]) -> dict[str, int]:
    """Of those that were asked and told."""
    told = {each.tenant_id: _total(each.measures.figures, FIGURE) for each in sightings if each.measures}
    return {tenant_id: count for tenant_id, count in told.items() if count is not None}


def _sum(rows: list[dict[str, Any]], name: str) -> int | None:
    values = [row[name] for row in rows if row[name] is not None]
    return sum(values) if values else None


def _total(figures: list[list[Any]], *names: str) -> int | None:
    values = [value for name, _, value in figures if name in names]
    return int(sum(values)) if values else None
