"""Copies the platform's own database off site: a thread of the runner's process.

The copy is SQLite's own (VACUUM INTO), whole at one moment while everybody goes on writing; a job of
`backups/` seals and stores it. Another database than a file is backed up by whoever runs it.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.all import Adapters
from control_plane.adapters.jobs import Job, Mount
from control_plane.adapters.names import INSTANCE, KIND, platform_network
from control_plane.adapters.secrets import Secret
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import ControlPlaneError
from control_plane.offsite_settings import PLATFORM
from control_plane.operations.steps.backup_job import HOURS, USER
from control_plane.operations.steps.offsite_job import LOGIN, PASSWORDS, login, offsite_mounts
from control_plane.operations.steps.run_job import outcome
from control_plane.services.audit_anchors import FILE_NAME as ANCHORS
from control_plane.services.platform_copy import is_due, note_failed, note_made, platform_passwords
from control_plane.settings import Settings

PERIOD_SECONDS = 60.0
DATABASE_FILE = "platform.sqlite3"
_FOLDER = "platform-copy"
_MOUNTED = "/platform"
"""Where the job finds the platform's volume (backups/offsite/platform.py)."""

log = structlog.get_logger(__name__)


class PlatformCopying:
    """One per platform."""

    def __init__(self, settings: Settings, sessions: Sessions, adapters: Adapters) -> None:
        self._settings = settings
        self._sessions = sessions
        self._adapters = adapters
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`; where no other place is set, there is nothing to do."""
        if self._settings.offsite.is_set and self._database is not None:
            Thread(target=self._loop, name="platform-copying", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def copy_if_due(self) -> bool:
        """Whether it was; what became of it is a fact, and an alarm when it fails for too long."""
        with reading(self._sessions) as session:
            if not is_due(session, utc_now()):
                return False
        try:
            told = self._copy()
        except (ControlPlaneError, OSError, sqlite3.Error) as error:
            if self._stop.is_set():
                return True  # cut short: the next runner begins anew
            code = error.code if isinstance(error, ControlPlaneError) else "platform_copy_failed"
            log.warning("platform not copied off site", code=code, error=str(error))
            with transaction(self._sessions) as session:
                note_failed(session, utc_now(), code, str(error))
        else:
            with transaction(self._sessions) as session:
                note_made(session, utc_now(), told)
        return True

    @property
    def _database(self) -> Path | None:
        path = self._settings.database_url.partition("sqlite:///")[2]
        return Path(path) if path else None

    def _copy(self) -> dict[str, Any]:
        folder = self._settings.data_dir / _FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            self._write(folder)
            _hand_over(folder)
            with self._secrets() as secrets:
                ended = self._adapters.jobs.run(self._job(secrets), self._go_on)
            return outcome(ended, "Copying the platform off site")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _write(self, folder: Path) -> None:
        target = folder / DATABASE_FILE
        target.touch(mode=0o600)
        with closing(sqlite3.connect(str(self._database))) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        anchors = self._settings.data_dir / ANCHORS
        if anchors.exists():
            shutil.copy2(anchors, folder / ANCHORS)

    @contextmanager
    def _secrets(self) -> Iterator[list[Secret]]:
        settings, secrets = self._settings, self._adapters.secrets
        passwords = "".join(f"{each}\n" for each in platform_passwords(settings.platform_key))
        held = [
            secrets.hold(self._name, self._labels, name, value)
            for name, value in ((LOGIN, login(settings.offsite)), (PASSWORDS, passwords))
        ]
        try:
            yield held
        finally:
            secrets.remove(held)

    def _job(self, secrets: list[Secret]) -> Job:
        offsite = self._settings.offsite
        return Job(
            name=f"{self._name}-job-offsite",
            image=self._adapters.images.pin(self._settings.images.backup_mariadb),
            command=["python3", "-m", "backups", "store-platform"],
            user=USER,
            networks=[self._name],
            labels=self._labels,
            environment={
                "PYTHONPATH": "/app",
                "OFFSITE_REPOSITORY": offsite.location(self._settings.instance, PLATFORM),
            },
            secrets=secrets,
            mounts=[
                Mount(self._settings.platform_volume, _MOUNTED, is_read_only=True),
                *offsite_mounts(offsite),
            ],
            memory_bytes=384 * 2**20,
            pids=128,
            timeout_seconds=2 * HOURS,
        )

    @property
    def _name(self) -> str:
        """The platform's network, and the beginning of what else is called after it."""
        return platform_network(self._settings.instance)

    @property
    def _labels(self) -> dict[str, str]:
        return {INSTANCE: self._settings.instance, KIND: "job"}

    def _go_on(self, _seconds: float) -> None:
        if self._stop.is_set():
            raise ControlPlaneError("stopped", "The runner ends; its next one begins anew.")

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.copy_if_due()
            except SQLAlchemyError:
                log.exception("copying the platform failed; looking again")
            self._stop.wait(PERIOD_SECONDS)


def _hand_over(folder: Path) -> None:
    """To the job's user, which a runner has too unless it runs as root (on a developer's machine)."""
    if os.geteuid() == 0:
        user, _, group = USER.partition(":")
        for path in (folder, *folder.iterdir()):
            os.chown(path, int(user), int(group))
