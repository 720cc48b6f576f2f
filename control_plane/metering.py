"""Fetches what each tenant has used, day by day, once the tenant has closed the day; and tells it what its
plan allows, and how much of that is used.

It keeps no schedule of its own: it asks the database which tenant's days are missing, so that what was away
(a tenant, the runner, the edge) is made up for by itself, and a day that is here is never fetched again.
Between its rounds it looks every few seconds whose plan or numbers are others now, and tells those at once.
"""

import json
from datetime import date, datetime
from threading import Event, Thread
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.models import Tenant, TenantLock
from control_plane.plan_models import Plan
from control_plane.services import alarms
from control_plane.services.credentials import Vault
from control_plane.services.plan_limits import plan_of
from control_plane.services.plans import limits_of
from control_plane.services.standing import standing_of, suspends_on, tell
from control_plane.services.usage import came_up, last_settled, next_day, zone_of
from control_plane.settings import Settings
from control_plane.usage_fetching import UsageFetching
from foundation.platform_calls import Call

PERIOD_SECONDS = 300
LOOK_SECONDS = 3.0
LIMITS_PATH = "/api/v1/platform/limits"
_ALARMING_DAYS = 3

log = structlog.get_logger(__name__)


class Metering:
    """One per platform, in the runner's process: it alone reaches the tenants, through the edge."""

    def __init__(self, settings: Settings, sessions: Sessions, http: TenantHttp) -> None:
        self._sessions = sessions
        self._fetching = UsageFetching(settings, sessions, http)
        self._vault = Vault(settings.platform_key)
        self._stop = Event()
        self._told: dict[str, tuple[int, bytes]] = {}
        """By tenant, with the generation of its volumes: a restored database is told anew, as each is by
        another process."""
        self._terms: dict[str, Any] = {}
        """By tenant, as they were at the last round or look."""
        self._next_look = 0.0

    def start(self) -> None:
        """Runs in a thread of its own until `stop`."""
        Thread(target=self._loop, name="metering", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def collect(self, now: datetime) -> int:
        """How many days were stored. One tenant that does not answer holds no other up."""
        with transaction(self._sessions) as session:
            alarms.clear_of_closed(session, ("usage_late",))
            active = select(Tenant.id).where(Tenant.lifecycle == "active").order_by(Tenant.slug)
            tenants = session.scalars(active).all()
            self._changed(session)  # all of them have their turn now
        stored = 0
        for tenant_id in tenants:
            if monotonic() >= self._next_look:
                stored += self.tell_changed(now)  # others may be long in answering
            stored += self._guarded(tenant_id, now)
        return stored

    def tell_changed(self, now: datetime) -> int:
        """Tells those whose plan, numbers or volumes are others than at the last look.

        Whom an operation holds, and so perhaps restarts, is told after it; one that does not answer, in the
        next round. Returns how many days were stored on the way.
        """
        with reading(self._sessions) as session:
            changed = self._changed(session)
        return sum(self._guarded(tenant_id, now) for tenant_id in changed)

    def _changed(self, session: Session) -> list[str]:
        terms = _terms(session)
        changed = [tenant_id for tenant_id, each in terms.items() if self._terms.get(tenant_id) != each]
        self._terms |= terms
        self._next_look = monotonic() + LOOK_SECONDS
        return changed

    def _guarded(self, tenant_id: str, now: datetime) -> int:
        if self._stop.is_set():
            return 0
        try:
            return self._collect_one(tenant_id, now)
        except ControlPlaneError as error:
            log.warning("tenant not metered", tenant=tenant_id, why=error.message)
            return 0

    def _collect_one(self, tenant_id: str, now: datetime) -> int:
        said = self._note_standing(tenant_id, now)  # of whoever does not answer too: months end, plans change
        with transaction(self._sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            since, until = next_day(session, tenant), last_settled(tenant, now)
            key = self._vault.find(session, tenant_id, "session_key") or ""
        stored = 0
        try:
            if since <= until:
                stored = self._fetching.keep(tenant, self._fetching.fetch(tenant, key, since))
            self._tell_standing(tenant, key, self._note_standing(tenant_id, now) if stored else said)
        except RetryLater as error:
            log.info("usage not fetched", tenant=tenant.slug, why=error.message)
        except (ControlPlaneError, ValueError, KeyError, TypeError) as error:
            log.warning("usage not understood", tenant=tenant.slug, why=str(error))
        self._judge(tenant_id, until)
        return stored

    def _note_standing(self, tenant_id: str, now: datetime) -> bytes:
        """Raises and clears the alarms; returns what the help desk has to know of it."""
        with transaction(self._sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            today = now.astimezone(zone_of(tenant)).date()
            lines = standing_of(session, tenant, today)
            tell(session, tenant, lines)
            ends = suspends_on(session, tenant)
            plan, limits = plan_of(tenant.configuration), limits_of(session, tenant.configuration)
        said = {"plan": plan, "month": f"{today:%Y-%m}", "users": limits["users"], "standing": lines}
        said |= {"suspends_on": ends.isoformat() if ends else None}
        return json.dumps(said, sort_keys=True).encode()

    def _tell_standing(self, tenant: Tenant, session_key: str, body: bytes) -> None:
        """To the help desk, whenever it is another than this process last told these volumes."""
        said = (tenant.generation, body)
        if self._told.get(tenant.id) != said:
            self._fetching.ask(tenant, session_key, Call("PUT", LIMITS_PATH, body))
            self._told[tenant.id] = said

    def _judge(self, tenant_id: str, until: date) -> None:
        with transaction(self._sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            since = next_day(session, tenant)
            if (until - max(since, came_up(session, tenant) or since)).days >= _ALARMING_DAYS:
                alarms.raise_(
                    session, "usage_late", tenant_id=tenant_id, details={"since": since.isoformat()}
                )
            else:
                alarms.clear(session, "usage_late", tenant_id=tenant_id)

    def _loop(self) -> None:
        next_round = monotonic()
        while not self._stop.is_set():
            is_round = monotonic() >= next_round
            try:
                if stored := (self.collect if is_round else self.tell_changed)(utc_now()):
                    log.info("usage collected", days=stored)
            except (ControlPlaneError, SQLAlchemyError):
                log.exception("metering failed; looking again")
            if is_round:
                next_round = monotonic() + PERIOD_SECONDS
            self._stop.wait(LOOK_SECONDS)


def _terms(session: Session) -> dict[str, Any]:
    """Tenant → what it is told anew by when another; of those that run and no operation holds."""
    plans = {plan.slug: plan.limits for plan in session.scalars(select(Plan))}
    free = select(Tenant.id, Tenant.generation, Tenant.configuration).where(
        Tenant.lifecycle == "active", Tenant.id.not_in(select(TenantLock.tenant_id))
    )
    return {
        tenant_id: (generation, plan_of(found), plans.get(plan_of(found)), found.get("limits"))
        for tenant_id, generation, found in session.execute(free)
    }
