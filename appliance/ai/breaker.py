"""A circuit breaker per provider, kept in Redis so that every process sees the same one.

Closed: everybody may ask. After too many failures it is open and nobody asks: the customer goes to a
person at once. When it has rested, one asker becomes the probe and holds it with its token; the probe's
outcome closes or opens it again, and a probe that never reports loses its place in time.

Time-outs, 5xx and canned apologies count as failures. 429 is back-pressure and 4xx our own fault:
neither is reported here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import redis
import structlog

log = structlog.get_logger()


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True)
class BreakerLimits:
    """Opens at `failures` within `window_seconds`, rests, then waits `probe_seconds` for the probe."""

    failures: int = 3
    window_seconds: int = 60
    rest_seconds: int = 30
    probe_seconds: int = 90


# KEYS: state hash, set of failures by time. All times are Redis's own.
_PRELUDE = """
local now = tonumber(redis.call('TIME')[1]) + tonumber(redis.call('TIME')[2]) / 1000000
local state = redis.call('HGET', KEYS[1], 'state') or 'closed'
"""

_PERMIT = (
    _PRELUDE
    + """
local token, rest, probe = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if state == 'closed' then return 1 end
if state == 'half_open' then
  if redis.call('HGET', KEYS[1], 'probe') == token then return 1 end
  if now < tonumber(redis.call('HGET', KEYS[1], 'probe_until')) then return 0 end
elseif now < tonumber(redis.call('HGET', KEYS[1], 'opened_at')) + rest then
  return 0
end
redis.call('HSET', KEYS[1], 'state', 'half_open', 'probe', token, 'probe_until', tostring(now + probe))
return 1
"""
)

_FAILURE = (
    _PRELUDE
    + """
local token, failures, window = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if state == 'open' then return state end
if state == 'half_open' then
  if redis.call('HGET', KEYS[1], 'probe') ~= token then return state end
else
  redis.call('ZADD', KEYS[2], now, token .. ':' .. tostring(now))
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
  redis.call('EXPIRE', KEYS[2], window)
  if redis.call('ZCARD', KEYS[2]) < failures then return state end
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'state', 'open', 'opened_at', tostring(now))
return 'open'
"""
)

_SUCCESS = (
    _PRELUDE
    + """
if state == 'closed' then redis.call('DEL', KEYS[2]) return state end
if state == 'half_open' and redis.call('HGET', KEYS[1], 'probe') == ARGV[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
  return 'closed'
end
return state
"""
)

_RELEASE = (
    _PRELUDE
    + """
if state == 'half_open' and redis.call('HGET', KEYS[1], 'probe') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'probe', '', 'probe_until', tostring(now))
end
return state
"""
)


class Breaker:
    """The breaker of one provider. `token` names the asker: the same one from permit to outcome."""

    def __init__(self, connection: "redis.Redis", provider: str, limits: BreakerLimits | None = None) -> None:
        self._connection = connection
        self._limits = limits or BreakerLimits()
        self._provider = provider
        self._keys = [f"ai:breaker:{provider}", f"ai:breaker:{provider}:failures"]

    def permits(self, token: str) -> bool:
        """Whether `token` may ask now; in the half-open state it thereby becomes the only probe."""
        limits = self._limits
        return bool(self._run(_PERMIT, token, limits.rest_seconds, limits.probe_seconds))

    def failure(self, token: str) -> None:
        """A time-out, a 5xx or a canned apology."""
        self._log(self._run(_FAILURE, token, self._limits.failures, self._limits.window_seconds), "failure")

    def success(self, token: str) -> None:
        """A real answer: closes the breaker if `token` was the probe."""
        self._log(self._run(_SUCCESS, token), "success")

    def release(self, token: str) -> None:
        """Neither good nor bad (nobody waits for it any more): the next asker may be the probe."""
        self._run(_RELEASE, token)

    def state(self) -> BreakerState:
        """As last recorded; an open breaker turns half-open when somebody next asks."""
        stored: Any = self._connection.hget(self._keys[0], "state")
        return BreakerState(stored.decode()) if stored else BreakerState.CLOSED

    def _run(self, script: str, *arguments: str | int) -> Any:
        return self._connection.register_script(script)(keys=self._keys, args=list(arguments))

    def _log(self, state: bytes, outcome: str) -> None:
        if state != b"closed":
            log.warning("ai_breaker", provider=self._provider, outcome=outcome, state=state.decode())
