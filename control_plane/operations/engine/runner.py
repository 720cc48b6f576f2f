"""The runner: several walks at a time in one process, one heartbeat for all of them, and a polite end."""

import os
import socket
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from control_plane.adapters.all import Adapters
from control_plane.database import Sessions
from control_plane.errors import LeaseLost
from control_plane.notices import Notices
from control_plane.operations.engine.journal import Journal
from control_plane.operations.engine.lease import HEARTBEAT_SECONDS, Lease, claim, give_back, renew
from control_plane.operations.engine.walk import Walk
from control_plane.operations.step import Step
from control_plane.services.credentials import Vault
from control_plane.settings import Settings
from foundation.heartbeat import beat

_POLL_SECONDS = 0.5
_HUNG_SECONDS = 60
"""Past its deadline by this much, a step is not slow but stuck in a call without a timeout."""
_POLITE_SECONDS = 8
"""How long an end waits for walks to reach a line of progress; Swarm kills after 10 by default."""

log = structlog.get_logger(__name__)


@dataclass
class _Slot:
    lease: Lease
    walk: Walk
    thread: Thread


class Runner:
    """Claims what is due and walks it. Several runners may share one database."""

    def __init__(
        self,
        *,
        settings: Settings,
        sessions: Sessions,
        notices: Notices,
        steps: Mapping[str, Step],
        adapters: Adapters,
        end_process: Callable[[int], None] = os._exit,
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._notices = notices
        self._vault = Vault(settings.platform_key)
        self._steps = steps
        self._adapters = adapters
        self._end_process = end_process
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[:64]
        self._is_asked_to_stop = False
        self._stop = Event()
        self._slots: list[_Slot] = []

    def stop(self) -> None:
        """Asks for the end (SIGTERM): claims nothing more, leaves walks where they may be left.

        Takes no lock, since a signal's handler may interrupt the very thread that holds it.
        """
        self._is_asked_to_stop = True

    def run(self) -> None:
        """Works until `stop`; then gives every lease back."""
        heart = Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        while not self._is_asked_to_stop:
            beat()
            if not self._take_one():
                time.sleep(_POLL_SECONDS)
        self._stop.set()
        self._end()

    def _take_one(self) -> bool:
        self._slots = [slot for slot in self._slots if slot.thread.is_alive()]
        if len(self._slots) >= self._settings.runner_threads:
            return False
        try:
            lease = claim(self._sessions, self._holder)
        except SQLAlchemyError:
            log.exception("platform database failed; asking again")
            return False
        if lease is None:
            return False
        self._slots.append(self._start(lease))
        return True

    def _start(self, lease: Lease) -> _Slot:
        log.info("operation claimed", operation=lease.operation_id, fence=lease.fence)
        walk = Walk(
            Journal(self._sessions, self._notices, self._vault, lease),
            self._steps,
            settings=self._settings,
            sessions=self._sessions,
            adapters=self._adapters,
            stop=self._stop,
        )
        thread = Thread(target=self._work, args=(lease, walk), name=lease.operation_id, daemon=True)
        slot = _Slot(lease, walk, thread)
        thread.start()
        return slot

    def _work(self, lease: Lease, walk: Walk) -> None:
        with structlog.contextvars.bound_contextvars(operation=lease.operation_id):
            if not walk.run():
                self._give_back(lease)

    def _beat(self) -> None:
        while True:
            time.sleep(HEARTBEAT_SECONDS)
            for slot in [slot for slot in self._slots if slot.thread.is_alive()]:
                self._beat_one(slot)

    def _beat_one(self, slot: _Slot) -> None:
        try:
            if slot.walk.overdue_seconds() > _HUNG_SECONDS:
                # a thread cannot be ended from outside: the process can, and what else it does is resumable
                slot.walk.give_up_hung()
                log.error("step hangs; this runner ends", operation=slot.lease.operation_id)
                self._end_process(70)
            renew(self._sessions, slot.lease)
        except LeaseLost:
            slot.walk.is_lost.set()
        except SQLAlchemyError:
            log.exception("heartbeat failed")

    def _end(self) -> None:
        last_moment = time.monotonic() + _POLITE_SECONDS
        for slot in self._slots:
            slot.thread.join(max(0.0, last_moment - time.monotonic()))
            if slot.thread.is_alive():
                self._give_back(slot.lease)

    def _give_back(self, lease: Lease) -> None:
        try:
            give_back(self._sessions, lease)
        except LeaseLost:
            return  # it ended, or somebody else has it
        self._notices.publish(lease.operation_id)
