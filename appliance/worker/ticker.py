"""Runs each sweep when its time has come, in the supervisor, one after the other."""

from time import monotonic

from redis import RedisError

from appliance.context import Context, make_context
from appliance.settings import Settings
from appliance.worker.jobs import guard
from appliance.worker.sweeps import SWEEPS


class Ticker:
    """Opens its connections when first needed; `release` before every fork, so that none is shared."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context: Context | None = None
        self._due = {sweep.name: 0.0 for sweep in SWEEPS}

    def tick(self) -> None:
        """Runs what is due; a failure is logged and ends only its own sweep."""
        context = self._context = self._context or make_context(self._settings, pool_size=1)
        for sweep in SWEEPS:
            if self._due[sweep.name] <= monotonic():
                with guard(sweep.name):
                    sweep.run(context)
                self._due[sweep.name] = monotonic() + sweep.every_seconds

    def has_jobs(self, queue_name: str) -> bool:
        """Whether something waits in that queue. False while Redis is away: the heartbeat says so already."""
        try:
            return self._context is not None and self._context.queues[queue_name].count > 0
        except RedisError:
            return False

    def release(self) -> None:
        """Closes every connection."""
        if self._context is not None:
            self._context.sessions.kw["bind"].dispose()
            self._context.redis.close()
            self._context = None
