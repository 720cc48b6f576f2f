"""How many calls FILA-IA still takes from us. Counted in Redis, atomically, for all processes.

FILA-IA enforces 8 calls in 10 s and 30 a minute per key, polls included. It promises limits per hour and
day as well, and does not keep them: we do. Questions leave part of the short windows to the polls,
otherwise a burst of questions would be answered and nobody would look.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis


@dataclass(frozen=True)
class BudgetLimits:
    """`kept_for_polls_*`: what questions may not use of each short window."""

    calls_in_10_seconds: int = 8
    calls_in_minute: int = 30
    kept_for_polls_in_10_seconds: int = 3
    kept_for_polls_in_minute: int = 10
    questions_in_hour: int = 1_000
    questions_in_day: int = 10_000


# KEYS: calls by time, end of a pause, questions of this hour, questions of this day
# ARGV: limit of 10 s, limit of 60 s, limit of the hour, limit of the day (0: not a question), member
# Returns 0 when the call may be made (and counts it), else how long to wait in milliseconds.
_TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local wait = math.max(0, redis.call('PTTL', KEYS[2]))
local function window(milliseconds, limit)
  local since = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. (now - milliseconds), '+inf', 'WITHSCORES')
  local calls = #since / 2
  if calls >= limit then
    wait = math.max(wait, tonumber(since[2 * (calls - limit + 1)]) + milliseconds - now)
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
window(10000, tonumber(ARGV[1]))
window(60000, tonumber(ARGV[2]))
local function quota(key, limit)
  if tonumber(redis.call('GET', key) or 0) >= limit then
    wait = math.max(wait, redis.call('PTTL', key), 1)
  end
end
local is_question = tonumber(ARGV[4]) > 0
if is_question then
  quota(KEYS[3], tonumber(ARGV[3]))
  quota(KEYS[4], tonumber(ARGV[4]))
end
if wait > 0 then return wait end
redis.call('ZADD', KEYS[1], now, ARGV[5])
redis.call('PEXPIRE', KEYS[1], 60000)
if is_question then
  if redis.call('INCR', KEYS[3]) == 1 then redis.call('EXPIRE', KEYS[3], 3600) end
  if redis.call('INCR', KEYS[4]) == 1 then redis.call('EXPIRE', KEYS[4], 86400) end
end
return 0
"""


class Budget:
    """The calls of one tenant's key."""

    def __init__(self, connection: "redis.Redis", limits: BudgetLimits | None = None) -> None:
        self._connection = connection
        self._limits = limits or BudgetLimits()
        self._keys = [f"ai:budget:{name}" for name in ("calls", "pause", "hour", "day")]

    def take_question(self) -> float:
        """0.0 if a question may be put now (it is counted), else the seconds to wait."""
        limits = self._limits
        return self._take(
            limits.calls_in_10_seconds - limits.kept_for_polls_in_10_seconds,
            limits.calls_in_minute - limits.kept_for_polls_in_minute,
            limits.questions_in_hour,
            limits.questions_in_day,
        )

    def take_poll(self) -> float:
        """0.0 if a poll may be made now (it is counted), else the seconds to wait."""
        return self._take(self._limits.calls_in_10_seconds, self._limits.calls_in_minute, 0, 0)

    def pause(self, seconds: int) -> None:
        """FILA-IA answered 429: no call until then."""
        self._connection.set(self._keys[1], "1", ex=max(1, seconds))

    def _take(self, *limits: int) -> float:
        script = self._connection.register_script(_TAKE)
        wait: Any = script(keys=self._keys, args=[*limits, uuid4().hex])
        return int(wait) / 1000
