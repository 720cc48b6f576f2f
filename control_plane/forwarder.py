"""Brings tenants what came for them over the shared app callback: threads of the runner's process.

Each tenant gets its own in the order of their coming, signed with its own app secret, until it has taken
them; how one tenant answers delays no other.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError, RetryLater
from control_plane.models import Tenant
from control_plane.services.credentials import Vault
from control_plane.services.webhook_routing import DEAD, DELIVERED, WAITING
from control_plane.services.webhook_upkeep import mind
from control_plane.settings import Settings
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.envelope import body_of, signature

PERIOD_SECONDS = 1.0
AT_ONCE = 4
IN_A_ROW = 50
"""Entries that a tenant gets before others have their turn."""
_MIND_EVERY = 60
"""Periods."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=7)
"""As Meta itself does (webhooks/overview)."""
_NEVER = frozenset({400, 413, 415, 422})
"""The same bytes will be refused again."""

log = structlog.get_logger(__name__)


class Forwarder:
    """One per platform."""

    def __init__(self, settings: Settings, sessions: Sessions, http: TenantHttp) -> None:
        self._settings = settings
        self._sessions = sessions
        self._http = http
        self._vault = Vault(settings.platform_key)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="forward")
        self._underway: dict[str, Future[None]] = {}
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`; on a platform without an app nothing ever comes."""
        if not self._settings.meta_app_id:
            return
        Thread(target=self._loop, name="forwarder", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def take_up(self) -> set[str]:
        """Begins with the tenants for whom something waits; returns their ids."""
        self._underway = {key: each for key, each in self._underway.items() if not each.done()}
        is_due = AppWebhook.state == WAITING, AppWebhook.next_at <= utc_now()
        with transaction(self._sessions) as session:
            found = set(session.scalars(select(AppWebhook.tenant_id).where(*is_due).distinct()))
        fresh = {each for each in found if each is not None} - self._underway.keys()
        for tenant_id in fresh:
            self._underway[tenant_id] = self._pool.submit(self._bring, tenant_id)
        return fresh

    def wait(self) -> None:
        """Until all that was begun has ended."""
        for future in list(self._underway.values()):
            future.result()

    def mind(self) -> None:
        """Adopts, forgets and warns."""
        with transaction(self._sessions) as session:
            mind(session, utc_now(), self._settings.app_webhook_days)

    def _bring(self, tenant_id: str) -> None:
        try:
            for _ in range(IN_A_ROW):
                if self._stop.is_set() or not self._bring_next(tenant_id):
                    return
        except (ControlPlaneError, SQLAlchemyError):
            log.exception("forwarding failed", tenant=tenant_id)

    def _bring_next(self, tenant_id: str) -> bool:
        """Whether it was taken, or never will be: then the next one's turn has come."""
        waiting = AppWebhook.tenant_id == tenant_id, AppWebhook.state == WAITING
        with transaction(self._sessions) as session:
            row = session.scalars(select(AppWebhook).where(*waiting).order_by(AppWebhook.id).limit(1)).first()
            if row is None:
                return False
            tenant = session.get_one(Tenant, tenant_id)
            host = f"{tenant.slug}.{self._settings.base_domain}"
            secret = self._vault.find(session, tenant_id, "whatsapp_app_secret")
            webhook_id, attempts, since = row.id, row.attempts + 1, row.received_at
            body = body_of(row.entry or b"{}")
        problem, is_final = self._send(host, body, secret) if secret else ("no app secret", True)
        now = utc_now()
        if not problem:
            taken = {"state": DELIVERED, "error": "", "delivered_at": now, "entry": None}
            self._settle(webhook_id, attempts=attempts, **taken)
            return True
        if is_final or now - since > GIVE_UP_AFTER:
            self._settle(webhook_id, state=DEAD, attempts=attempts, error=problem)
            return True
        self._settle(webhook_id, attempts=attempts, error=problem)
        self._pause(tenant_id, now + pause_after(attempts))
        return False

    def _send(self, host: str, body: bytes, secret: str) -> tuple[str, bool]:
        """What was wrong, if anything, and whether it will always be."""
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(body, secret)}
        try:
            answer = self._http.request("POST", host, "/webhooks/whatsapp", body=body, headers=headers)
        except RetryLater as error:
            return error.message[:200], False
        status = answer.status_code
        return ("", False) if status == 200 else (f"HTTP {status}", status in _NEVER)

    def _settle(self, webhook_id: int, **values: object) -> None:
        with transaction(self._sessions) as session:
            session.execute(update(AppWebhook).where(AppWebhook.id == webhook_id).values(**values))

    def _pause(self, tenant_id: str, until: datetime) -> None:
        """Of all that waits for the tenant: nothing overtakes."""
        waiting = AppWebhook.tenant_id == tenant_id, AppWebhook.state == WAITING
        with transaction(self._sessions) as session:
            session.execute(update(AppWebhook).where(*waiting).values(next_at=until))

    def _loop(self) -> None:
        period = 0
        while not self._stop.is_set():
            try:
                if period % _MIND_EVERY == 0:
                    self.mind()
                self.take_up()
            except (ControlPlaneError, SQLAlchemyError, RuntimeError):  # the last: stopped meanwhile
                log.exception("forwarding failed; looking again")
            period += 1
            self._stop.wait(PERIOD_SECONDS)


def pause_after(attempts: int) -> timedelta:
    """Twice as long each time."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)
