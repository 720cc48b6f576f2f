"""Tries every active tenant's credentials, each in its turn: a thread of the runner's process.

A few at a time, so that one whose answers take their time delays nobody for long.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError
from control_plane.models import Tenant
from control_plane.services.credentials import Vault
from control_plane.services.probe_alarms import clear_of_closed, keep_and_warn
from control_plane.services.probes import due, probe, read_subject
from control_plane.settings import Settings
from control_plane.whatsapp.seen import ERROR, Item

PERIOD_SECONDS = 10.0
AT_ONCE = 8
_AHEAD = 4 * AT_ONCE
"""So many are taken up; who is due meanwhile waits in the database."""

log = structlog.get_logger(__name__)


class Prober:
    """One per platform."""

    def __init__(self, settings: Settings, sessions: Sessions) -> None:
        self._settings = settings
        self._sessions = sessions
        self._vault = Vault(settings.platform_key)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="probe")
        self._underway: dict[str, Future[None]] = {}
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`."""
        Thread(target=self._loop, name="prober", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def take_up(self) -> list[str]:
        """Begins with those whose turn it is; returns their tenants' ids."""
        self._underway = {key: each for key, each in self._underway.items() if not each.done()}
        room = _AHEAD - len(self._underway)
        with transaction(self._sessions) as session:
            clear_of_closed(session)
            found = session.scalars(due(utc_now(), _AHEAD)).all()
        fresh = [each for each in found if each not in self._underway][: max(room, 0)]
        for tenant_id in fresh:
            self._underway[tenant_id] = self._pool.submit(self._probe, tenant_id)
        return fresh

    def wait(self) -> None:
        """Until all that was begun has ended."""
        for future in list(self._underway.values()):
            future.result()

    def _probe(self, tenant_id: str) -> None:
        try:
            items = self._look(tenant_id)
            with transaction(self._sessions) as session:
                keep_and_warn(session, tenant_id, items, utc_now())
        except SQLAlchemyError:
            log.exception("probing failed", tenant=tenant_id)

    def _look(self, tenant_id: str) -> list[Item]:
        try:
            with transaction(self._sessions) as session:
                tenant = session.get_one(Tenant, tenant_id)
                subject = read_subject(session, self._vault, self._settings, tenant)
        except ControlPlaneError as error:
            return [Item("reach", ERROR, "unreadable", {"said": error.message})]
        return probe(self._settings, subject)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.take_up()
            except (SQLAlchemyError, RuntimeError):  # the latter: stopped meanwhile
                log.exception("probing failed; looking again")
            self._stop.wait(PERIOD_SECONDS)
