"""The worker's first process: imports everything once, forks one child per queue, ticks, and buries the dead.

Children share the memory of what was imported before the fork, so three cost little more than one. Those
of the queues on demand end when there is nothing to do, and are forked again when there is.
"""

import gc
import os
import signal
from importlib import import_module
from time import monotonic

import structlog
from sqlalchemy.orm import configure_mappers

from appliance.context import make_context
from appliance.job_queues import JOB_TIMEOUT_SECONDS, JOBS, NAMES, ON_DEMAND
from appliance.settings import Settings
from appliance.worker.jobs import guard
from appliance.worker.queue_worker import work
from appliance.worker.ticker import Ticker

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}
WAKE_SIGNALS = {*STOP_SIGNALS, signal.SIGCHLD}
TICK_SECONDS = 1.0
RESTART_SECONDS = 2.0
"""A queue's child is not started more often than this."""
STOP_SECONDS = JOB_TIMEOUT_SECONDS + 10
"""For the running jobs to end; the container's stop grace period is longer."""

log = structlog.get_logger()


def supervise(settings: Settings) -> int:
    """Runs until SIGTERM or SIGINT; returns the exit code."""
    for job in JOBS:
        import_module(job.path.rpartition(".")[0])
    make_context(settings)  # connects to nothing, but imports the database's driver
    configure_mappers()
    # signals are waited for rather than handled: nothing is ever interrupted half-way
    signal.pthread_sigmask(signal.SIG_BLOCK, WAKE_SIGNALS)
    supervisor = _Supervisor(settings)
    supervisor.warm_up()
    gc.collect()
    gc.freeze()  # a later collection would touch, and so copy, every shared page
    return supervisor.run()


class _Supervisor:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ticker = Ticker(settings)
        self._children: dict[int, str] = {}
        self._started = dict.fromkeys(NAMES, -RESTART_SECONDS)
        self._resting: set[str] = set()
        """Queues on demand whose child ended by itself, and so left nothing behind."""

    def warm_up(self) -> None:
        """One round before the first fork: what it makes once (compiled statements) is then shared."""
        self._ticker.tick()
        self._ticker.release()

    def run(self) -> int:
        log.info("worker starting", queues=list(NAMES))
        while True:
            self._bury()
            self._start_missing()
            self._ticker.tick()
            received = signal.sigtimedwait(WAKE_SIGNALS, TICK_SECONDS)
            if received is not None and received.si_signo in STOP_SIGNALS:
                return self._stop()

    def _start_missing(self) -> None:
        for name in set(NAMES) - set(self._children.values()):
            is_wanted = name not in self._resting or self._ticker.has_jobs(name)
            if is_wanted and monotonic() - self._started[name] >= RESTART_SECONDS:
                self._started[name] = monotonic()
                self._resting.discard(name)
                self._start(name)

    def _start(self, name: str) -> None:
        self._ticker.release()
        pid = os.fork()
        if pid:
            self._children[pid] = name
            return
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WAKE_SIGNALS)
            structlog.contextvars.bind_contextvars(queue=name)
            with guard("queue_worker"):
                work(self._settings, name)
                code = 0
        finally:
            os._exit(code)  # never back into the supervisor's loop, nor its exit handlers

    def _bury(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            name, code = self._children.pop(pid), os.waitstatus_to_exitcode(status)
            if name in ON_DEMAND and code == 0:
                self._resting.add(name)
            else:
                log.warning("queue worker ended", queue=name, code=code)

    def _stop(self) -> int:
        """Lets the running jobs finish. 0 if they did in time."""
        log.info("worker stopping")
        self._ticker.release()
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
        deadline = monotonic() + STOP_SECONDS
        while self._children and monotonic() < deadline:
            signal.sigtimedwait({signal.SIGCHLD}, 0.5)
            self._bury()
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        log.info("worker stopped", killed=list(self._children.values()))
        return 1 if self._children else 0
