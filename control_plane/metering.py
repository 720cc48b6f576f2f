"""Fetches what each tenant has used, day by day, once the tenant has closed the day.

It keeps no schedule of its own: it asks the database which tenant's days are missing, so that what was away
(a tenant, the runner, the edge) is made up for by itself, and a day that is here is never fetched again.
"""

import time
from datetime import date, datetime
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.models import Tenant
from control_plane.services import alarms
from control_plane.services.credentials import Vault
from control_plane.services.usage import last_settled, next_day, store
from control_plane.services.usage_figures import AiPrices
from control_plane.settings import Settings
from foundation.platform_calls import HEADER, Call, sign

PERIOD_SECONDS = 300
PATH = "/api/v1/platform/usage"
_ALARMING_DAYS = 3

log = structlog.get_logger(__name__)


class Metering:
    """One per platform, in the runner's process: it alone reaches the tenants, through the edge."""

    def __init__(self, settings: Settings, sessions: Sessions, http: TenantHttp) -> None:
        self._settings = settings
        self._sessions = sessions
        self._http = http
        self._vault = Vault(settings.platform_key)
        self._prices = AiPrices(settings.ai_price_in, settings.ai_price_out)
        self._stop = Event()

    def start(self) -> None:
        """Runs in a thread of its own until `stop`."""
        Thread(target=self._loop, name="metering", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def collect(self, now: datetime) -> int:
        """How many days were stored. One tenant that does not answer holds no other up."""
        with transaction(self._sessions) as session:
            active = select(Tenant.id).where(Tenant.lifecycle == "active").order_by(Tenant.slug)
            tenants = session.scalars(active).all()
        return sum(self._collect_one(tenant_id, now) for tenant_id in tenants if not self._stop.is_set())

    def _collect_one(self, tenant_id: str, now: datetime) -> int:
        with transaction(self._sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            since, until = next_day(session, tenant), last_settled(tenant, now)
            if since > until:
                return 0
            key = self._vault.find(session, tenant_id, "session_key")
        stored = 0
        try:
            stored = self._store(tenant, self._fetch(tenant, key or "", since))
        except RetryLater as error:
            log.info("usage not fetched", tenant=tenant.slug, why=error.message)
        except (ControlPlaneError, ValueError, KeyError, TypeError) as error:
            log.warning("usage not understood", tenant=tenant.slug, why=str(error))
        self._judge(tenant_id, until)
        return stored

    def _fetch(self, tenant: Tenant, session_key: str, since: date) -> list[dict[str, Any]]:
        query = {"since": since.isoformat()}
        call = Call("GET", f"{PATH}?{urlencode(query)}")
        signed = {HEADER: sign(session_key, call, int(time.time()))}
        host = urlsplit(self._settings.public_url(f"{tenant.slug}.{self._settings.base_domain}")).netloc
        answer = self._http.request("GET", host, PATH, query=query, headers=signed)
        if answer.status_code != 200:
            raise RetryLater("usage_refused", f"The tenant answered with {answer.status_code}.")
        days: list[dict[str, Any]] = answer.json()["data"]
        return days

    def _store(self, tenant: Tenant, days: list[dict[str, Any]]) -> int:
        """Each day its own transaction: what is here stays, whatever comes of the next."""
        stored = 0
        for each in days:
            with transaction(self._sessions) as session:
                fresh = session.get_one(Tenant, tenant.id)
                day = date.fromisoformat(each["day"])
                stored += store(session, fresh, day, each["figures"], self._prices)
        return stored

    def _judge(self, tenant_id: str, until: date) -> None:
        with transaction(self._sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            since = next_day(session, tenant)
            if (until - since).days >= _ALARMING_DAYS:
                alarms.raise_(
                    session, "usage_late", tenant_id=tenant_id, details={"since": since.isoformat()}
                )
            else:
                alarms.clear(session, "usage_late", tenant_id=tenant_id)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                if stored := self.collect(utc_now()):
                    log.info("usage collected", days=stored)
            except (ControlPlaneError, SQLAlchemyError):
                log.exception("metering failed; looking again")
            self._stop.wait(PERIOD_SECONDS)
