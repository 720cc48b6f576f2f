"""Asks through the edge under every address of clients' own: a thread of the runner's process.

Whether a tenant answers at all is the healer's affair: here the platform's own name for it is asked only
where another was silent.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions
from control_plane.errors import RetryLater
from control_plane.services.silent_addresses import SilentAddresses
from control_plane.settings import Settings

PERIOD_SECONDS = 30.0
AT_ONCE = 8
TIMEOUT = (2.0, 5.0)
_PATH = "/healthz"
_SILENCE = "no answer"

log = structlog.get_logger(__name__)


class AddressWatch:
    """One per platform. `http`: the way through the edge, with its short patience."""

    def __init__(self, settings: Settings, sessions: Sessions, http: TenantHttp | None = None) -> None:
        self._addresses = SilentAddresses(sessions, settings.base_domain)
        self._http = http or TenantHttp(settings.edge_address, TIMEOUT)
        self._silent: set[str] = set()
        """At the look before."""
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`."""
        Thread(target=self._loop, name="addresses", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self) -> list[str]:
        """Asks all once; returns those that do not answer though their tenant does.

        An alarm is what is so at two looks: in between, the reconciler has mended what it can.
        """
        addresses = self._addresses.to_ask()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="address") as pool:
            answers = pool.map(lambda each: self._problem(each.name), addresses)
            problems = dict(zip(addresses, answers, strict=True))
            unwell = [each for each in addresses if problems[each]]
            owns = sorted({each.own for each in unwell})
            up = {
                own for own, problem in zip(owns, pool.map(self._problem, owns), strict=True) if not problem
            }
        silent = [each for each in unwell if each.own in up]
        lasting: dict[str, dict[str, str]] = defaultdict(dict)
        for each in silent:
            if each.name in self._silent:
                lasting[each.tenant_id][each.name] = problems[each]
        well = {each.tenant_id for each in addresses} - {each.tenant_id for each in unwell}
        self._addresses.note(lasting, well)
        self._silent = {each.name for each in silent}
        return sorted(self._silent)

    def _problem(self, hostname: str) -> str:
        """How it fails to answer; empty: it answers."""
        try:
            status = self._http.request("GET", hostname, _PATH).status_code
        except RetryLater:
            return _SILENCE
        return "" if status == 200 else f"HTTP {status}"

    def _loop(self) -> None:
        while not self._stop.wait(PERIOD_SECONDS):
            try:
                self.look()
            except SQLAlchemyError:
                log.exception("asking under clients' addresses failed; asking again")
