"""Brings the logs that somebody reads from the engine to the database, without the tenant's secrets."""

from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.service_logs import ServiceLogs
from control_plane.database import Sessions, reading
from control_plane.errors import ControlPlaneError
from control_plane.operations.engine.masking import mask
from control_plane.services.credentials import Vault
from control_plane.services.logs import LogTails
from control_plane.settings import Settings

_PERIOD_SECONDS = 1.0

log = structlog.get_logger(__name__)


class LogRelay:
    """One per platform, in the runner's process."""

    def __init__(self, settings: Settings, sessions: Sessions, logs: ServiceLogs) -> None:
        self._settings = settings
        self._sessions = sessions
        self._logs = logs
        self._tails = LogTails(sessions)
        self._vault = Vault(settings.platform_key)
        self._stop = Event()

    def start(self) -> None:
        """Runs in a thread of its own until `stop`."""
        Thread(target=self._loop, name="log-relay", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def relay(self) -> int:
        """One look at every log that is read now; how many lines were new."""
        return sum(self._relay_one(tail) for tail in self._tails.wanted())

    def _relay_one(self, tail: dict[str, Any]) -> int:
        service = f"{self._settings.stack_prefix}{tail['slug']}_{tail['service']}"
        try:
            lines = self._logs.after(service, tail["last_at"])
        except ObjectMissing:
            return 0  # suspended, or just going: there is nothing to read
        if lines:
            with reading(self._sessions) as session:
                secrets = self._vault.values(session, tail["tenant_id"])
            masked = [f"{line.at} {mask(line.text, secrets)}" for line in lines]
            self._tails.append(tail["tenant_id"], tail["service"], masked, lines[-1].at)
        return len(lines)

    def _loop(self) -> None:
        while not self._stop.wait(_PERIOD_SECONDS):
            try:
                self.relay()
            except (ControlPlaneError, SQLAlchemyError) as error:
                log.warning("logs not read", error=str(error))
