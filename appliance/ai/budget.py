"""How many calls FILA-IA still takes from us. Counted in Redis, atomically, for all processes.

FILA-IA enforces 8 calls in 10 s and 30 a minute per key, looks for answers included. It promises limits per
hour and day as well, and does not keep them: we do.

What that allows. A question is one call of its own (two customers never share a prompt); a look is one list
call for everybody. With P the time FILA-IA needs, of N customers who ask at once:

- the first 6 are put at once, and looked for after 2 s and then ever more seldom: answered within P + an
  interval between two looks;
- each 6 after them follow 11 s later (10 of the window, 1 to go together): 10 customers have their answers
  within 11 s + P + an interval, 20 within 33 s + P + an interval, which the deadline of 45 s still allows.
  With 8 calls in 10 s, 20 questions and a look for each group take any client more than 20 s;
- 6 questions and 2 looks make 8 calls in 10 s, 20 questions and 10 looks make 30 in a minute. More than 20
  customers a minute is more than FILA-IA takes: who would wait past the deadline is handed to a person.

Looks may use what questions leave, evenly: in both windows they come as far apart as makes them and the
questions fill it. Taken as they come, they would be used up before the answers are there.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis

from appliance.database import utc_now


@dataclass(frozen=True)
class BudgetLimits:
    calls_in_10_seconds: int = 8
    calls_in_minute: int = 30
    questions_in_10_seconds: int = 6
    questions_in_minute: int = 20
    questions_in_hour: int = 1_000
    questions_in_day: int = 10_000


QUESTION, LOOK, OTHER = "question", "look", "other"

# KEYS: calls by time (each named after its kind), end of a pause, questions of this hour and of this day
# ARGV: now in milliseconds, kind, name, then the limits in the order of BudgetLimits
# Returns 0 when the call may be made (and counts it), else how long to wait in milliseconds.
_TAKE = """
local now, kind, name = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local limits = {}
for index = 4, #ARGV do limits[index - 3] = tonumber(ARGV[index]) end
local wait = math.max(0, tonumber(redis.call('GET', KEYS[2]) or 0) - now)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
local calls = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local function times(milliseconds, wanted)
  local found = {}
  for index = 1, #calls, 2 do
    local at = tonumber(calls[index + 1])
    if at > now - milliseconds and string.find(calls[index], wanted, 1, true) == 1 then
      found[#found + 1] = at
    end
  end
  return found
end
local function window(milliseconds, limit, wanted)
  local found = times(milliseconds, wanted)
  if #found >= limit then
    wait = math.max(wait, found[#found - limit + 1] + milliseconds - now)
  end
end
local function quota(key, limit)
  if tonumber(redis.call('GET', key) or 0) >= limit then
    wait = math.max(wait, redis.call('PTTL', key), 1)
  end
end
window(10000, limits[1], '')
window(60000, limits[2], '')
if kind == 'question' then
  window(10000, limits[3], kind)
  window(60000, limits[4], kind)
  quota(KEYS[3], limits[5])
  quota(KEYS[4], limits[6])
elseif kind == 'look' then
  local looks = times(60000, kind)
  if #looks > 0 then
    local left = math.max(1, limits[1] - #times(10000, 'question'))
    local left_of_minute = math.max(1, limits[2] - #times(60000, 'question'))
    wait = math.max(wait, looks[#looks] + math.max(10000 / left, 60000 / left_of_minute) - now)
  end
end
if wait > 0 then return math.ceil(wait) end
redis.call('ZADD', KEYS[1], now, kind .. ':' .. name)
redis.call('PEXPIRE', KEYS[1], 60000)
if kind == 'question' then
  if redis.call('INCR', KEYS[3]) == 1 then redis.call('EXPIRE', KEYS[3], 3600) end
  if redis.call('INCR', KEYS[4]) == 1 then redis.call('EXPIRE', KEYS[4], 86400) end
end
return 0
"""


class Budget:
    """The calls of one tenant's key. Moments are the worker's own: its processes share one clock."""

    def __init__(self, connection: "redis.Redis", limits: BudgetLimits | None = None) -> None:
        self._connection = connection
        self._limits = limits or BudgetLimits()
        self._keys = [f"ai:budget:{name}" for name in ("calls", "pause", "hour", "day")]

    def take_question(self) -> float:
        """0.0 if a question may be put now (it is counted), else the seconds to wait."""
        return self._take(QUESTION)

    def take_look(self) -> float:
        """0.0 if the list may be asked for now (it is counted), else the seconds to wait."""
        return self._take(LOOK)

    def take_call(self) -> float:
        """The same for a call that is neither, and seldom made."""
        return self._take(OTHER)

    def pause(self, seconds: int) -> None:
        """FILA-IA answered 429: no call until then."""
        until = _milliseconds() + max(1, seconds) * 1000
        self._connection.set(self._keys[1], until, ex=max(1, seconds))

    def _take(self, kind: str) -> float:
        limits = self._limits
        script = self._connection.register_script(_TAKE)
        wait: Any = script(
            keys=self._keys,
            args=[
                _milliseconds(),
                kind,
                uuid4().hex,
                limits.calls_in_10_seconds,
                limits.calls_in_minute,
                limits.questions_in_10_seconds,
                limits.questions_in_minute,
                limits.questions_in_hour,
                limits.questions_in_day,
            ],
        )
        return int(wait) / 1000


def _milliseconds() -> int:
    return int(utc_now().timestamp() * 1000)
