"""Looks at every hostname in its turn: a thread of the runner's process.

One that does not lead here yet is looked at often, so that its certificate comes soon after its name.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from control_plane.database import Sessions, transaction, utc_now
from control_plane.domain_models import HostnameCheck
from control_plane.domains import HERE
from control_plane.services.domains import Domains

PERIOD_SECONDS = 30.0
AT_ONCE = 4
"""DNS may take its time."""
OFTEN, SELDOM = timedelta(minutes=2), timedelta(hours=6)

log = structlog.get_logger(__name__)


class DomainWatch:
    """One per platform."""

    def __init__(self, sessions: Sessions, domains: Domains) -> None:
        self._sessions = sessions
        self._domains = domains
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`."""
        Thread(target=self._loop, name="domains", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self, now: datetime) -> list[str]:
        """Looks at all whose turn it is; returns them."""
        names = self._domains.names()
        with transaction(self._sessions) as session:
            known = {row.name: row for row in session.scalars(select(HostnameCheck))}
        turn = [name for name in names if _is_due(known.get(name), now)]
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="domain") as pool:
            list(pool.map(self._domains.check, turn))
        return turn

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.look(utc_now())
            except SQLAlchemyError:
                log.exception("looking at hostnames failed; looking again")
            self._stop.wait(PERIOD_SECONDS)


def _is_due(row: HostnameCheck | None, now: datetime) -> bool:
    if row is None:
        return True
    is_settled = row.state == HERE and row.certificate_until is not None
    return now - row.checked_at >= (SELDOM if is_settled else OFTEN)
