"""Asks every tenant through the edge whether it answers, and tries what helps: the runner's threads.

Between operations alone: a tenant that one of them holds is left to it.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Semaphore, Thread

import structlog
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from control_plane.actor import HEALER
from control_plane.adapters.all import Adapters
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.models import Hostname, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services import alarms, healings
from control_plane.services.healings import ATTACH, REPAIR, RESOLVE, UPDATE
from control_plane.services.operations import enqueue
from control_plane.settings import Settings

PERIOD_SECONDS = 30.0
AT_ONCE = 8
STARTS_AT_ONCE = 2
"""Updates and repairs in one look: an outage of the engine's is not answered by starting everything anew."""
TIMEOUT = (2.0, 5.0)
_RESOLVE_SECONDS = 2.0
"""The engine's DNS follows its tasks within this time."""
_ATTACH_SECONDS = 10.0
UPDATE_PATIENCE = timedelta(minutes=3)
_POLL_SECONDS = 0.5
_SILENCE = "no answer"
_NOBODY = "nobody.invalid"
"""The edge answers for a host that nobody has (RFC 2606), as for any."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Patient:
    id: str
    slug: str
    hostname: str


class Healer:
    """One per platform. `http`: the way through the edge, with its short patience."""

    def __init__(
        self,
        settings: Settings,
        sessions: Sessions,
        adapters: Adapters,
        http: TenantHttp | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._adapters = adapters
        self._http = http or TenantHttp(settings.edge_address, TIMEOUT)
        self._sleep = sleep
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`."""
        Thread(target=self._loop, name="healer", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self) -> list[str]:
        """One look at all, and what helps for each that does not answer; returns their slugs."""
        with transaction(self._sessions) as session:
            healings.let_closed_go(session, utc_now())
        if self._problem(_NOBODY) == _SILENCE:
            self._tell_of_edge(is_away=True)
            return []  # the reconciler's affair: nothing of a tenant's would help
        self._tell_of_edge(is_away=False)
        patients, ill = self._patients()
        starts = Semaphore(STARTS_AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="heal") as pool:
            problems = list(pool.map(lambda each: self._problem(each.hostname), patients))
            unwell = [(each, problem) for each, problem in zip(patients, problems, strict=True) if problem]
            self._note_recovered(ill - {each.id for each, _ in unwell}, {each.id for each in patients})
            list(pool.map(lambda each: self._heal(each[0], each[1], starts), unwell))
        return [each.slug for each, _ in unwell]

    def _patients(self) -> tuple[list[Patient], set[str]]:
        held = exists().where(Operation.tenant_id == Tenant.id, Operation.state.in_(LIVE))
        own = Tenant.slug + f".{self._settings.base_domain}"
        query = (
            select(Tenant.id, Tenant.slug, Hostname.name)
            .join(Hostname, (Hostname.tenant_id == Tenant.id) & (Hostname.name == own))
            .where(Tenant.lifecycle == "active", Tenant.closed_as.is_(None), Hostname.is_attached, ~held)
            .order_by(Tenant.slug)
        )
        with transaction(self._sessions) as session:
            return [Patient(*row) for row in session.execute(query)], healings.ill(session)

    def _problem(self, hostname: str) -> str:
        """How it fails to answer; empty: it answers."""
        try:
            status = self._http.request("GET", hostname, "/healthz").status_code
        except RetryLater:
            return _SILENCE
        return "" if status == 200 else f"HTTP {status}"

    def _note_recovered(self, were_ill: set[str], asked: set[str]) -> None:
        with transaction(self._sessions) as session:
            for tenant_id in were_ill & asked:
                healings.answers_again(session, tenant_id, utc_now())

    def _heal(self, patient: Patient, problem: str, starts: Semaphore) -> None:
        """Climbs until something helped; what a new start brings shows at one of the next looks."""
        rung = self._next_rung(patient, problem)
        while rung is not None and (rung not in (UPDATE, REPAIR) or starts.acquire(blocking=False)):
            if self._try(patient, problem, rung) is not False:
                return
            rung = self._next_rung(patient, problem)

    def _next_rung(self, patient: Patient, problem: str) -> str | None:
        with transaction(self._sessions) as session:
            is_held = exists().where(Operation.tenant_id == patient.id, Operation.state.in_(LIVE))
            if session.scalar(select(is_held)):
                return None
            healings.still_silent(session, patient.id, problem, utc_now(), UPDATE_PATIENCE)
            return healings.next_rung(session, patient.id, utc_now())

    def _try(self, patient: Patient, problem: str, rung: str) -> bool | None:
        """Whether it helped; None: that is not known yet."""
        with transaction(self._sessions) as session:
            healing_id = healings.begin(session, patient.id, rung, problem, utc_now())
        log.info("healing", tenant=patient.slug, rung=rung, problem=problem)
        tries: dict[str, Callable[[Patient], bool | None]] = {
            RESOLVE: self._resolve,
            ATTACH: self._attach,
            UPDATE: self._update,
            REPAIR: self._repair,
        }
        try:
            helped = tries[rung](patient)
        except ControlPlaneError as error:
            log.warning("healing failed", tenant=patient.slug, rung=rung, error=error.message)
            helped = False
        if helped is not None:
            with transaction(self._sessions) as session:
                healings.end(session, healing_id, utc_now(), helped=helped)
        return helped

    def _resolve(self, patient: Patient) -> bool:
        self._sleep(_RESOLVE_SECONDS)
        return not self._problem(patient.hostname)

    def _attach(self, patient: Patient) -> bool:
        network = self._adapters.networks.find(f"{self._settings.stack_prefix}{patient.slug}-edge")
        if network is None:
            return False
        self._adapters.attachments.detach(network)
        self._adapters.attachments.attach(network)
        waited = 0.0
        while waited < _ATTACH_SECONDS:
            began = time.monotonic()
            if not self._problem(patient.hostname):
                return True
            self._sleep(_POLL_SECONDS)
            waited += max(_POLL_SECONDS, time.monotonic() - began)  # silence takes seconds of its own
        return False

    def _update(self, patient: Patient) -> None:
        self._adapters.stacks.force_update(f"{self._settings.stack_prefix}{patient.slug}", "web")

    def _repair(self, patient: Patient) -> None:
        with transaction(self._sessions) as session:
            enqueue(session, "repair", session.get_one(Tenant, patient.id), {}, HEALER)

    def _tell_of_edge(self, *, is_away: bool) -> None:
        with transaction(self._sessions) as session:
            if is_away:
                alarms.raise_(session, "edge_away")
            else:
                alarms.clear(session, "edge_away")

    def _loop(self) -> None:
        while not self._stop.wait(PERIOD_SECONDS):
            try:
                self.look()
            except (ControlPlaneError, SQLAlchemyError):
                log.exception("looking at tenants failed; looking again")
