"""The pace of sending, kept in Redis: one for all processes, and it survives them.

Redis decides; each process remembers beside it what it was granted. So a Redis that was wiped, or does not
answer, forgets nothing that this process knows, and nobody is sent more than is allowed.
"""

from collections.abc import Sequence
from random import random
from time import monotonic
from typing import Any, cast

import redis
import structlog

from appliance.whatsapp.pace import (
    GO,
    HORIZON,
    NUMBER,
    PAIR,
    PAIR_SECONDS,
    PAIR_TOLERANCE,
    PAUSED,
    REMEMBERED_SECONDS,
    SLOWEST,
    Grant,
    Pace,
)

FREE_AT = "sending:free_at"
REFUSALS = "sending:refusals"
_PAIR_KEY = "sending:pair:{}"
_FORGET_ABOVE = 5000
_KINDS = (GO, PAIR, NUMBER)

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local function known(key, floor)
  return math.max(tonumber(redis.call('GET', key) or '0'), now + floor)
end
local function keep(key, at)
  redis.call('SET', key, string.format('%.3f', at), 'PX', math.max(1, math.ceil(at - now)))
end
"""

RESERVE = (
    _NOW
    + """
local horizon, tolerance, each = ARGV[2] + 0, ARGV[3] + 0, ARGV[4] + 0
local refusals = tonumber(redis.call('GET', KEYS[2]) or '0')
local interval = ARGV[1] * math.min(1 + refusals, ARGV[5] + 0)
local free = math.max(known(KEYS[1], tonumber(ARGV[6])), now)
local answers = {}
for i = 3, #KEYS do
  local used = known(KEYS[i], tonumber(ARGV[4 + i]))
  if used - tolerance > now then
    answers[#answers + 1] = {1, math.ceil(used - tolerance - now)}
  elseif free - now > horizon then
    answers[#answers + 1] = {2, math.ceil(free - now)}
  else
    answers[#answers + 1] = {0, math.ceil(free - now)}
    keep(KEYS[i], math.max(used, free) + each)
    free = free + interval
  end
end
if free > now then keep(KEYS[1], free) end
return answers
"""
)

SLOW_NUMBER = (
    _NOW
    + """
local free = known(KEYS[1], tonumber(ARGV[1]))
if free - now > tonumber(ARGV[2]) then return math.ceil(free - now) end
local refusals = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], math.ceil(ARGV[3]))
local pause = math.min(ARGV[5] + 0, ARGV[4] * 2 ^ (refusals - 1)) * (1 + ARGV[6]) / 2
keep(KEYS[1], now + pause)
return math.ceil(pause)
"""
)

SLOW_PAIR = (
    _NOW
    + """
keep(KEYS[1], math.max(known(KEYS[1], 0), now + tonumber(ARGV[1])))
return 1
"""
)

log = structlog.get_logger()


class Throttle:
    """For one thread. Asks Redis, and without it goes by what this process remembers."""

    def __init__(self, connection: "redis.Redis", pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._reserve = connection.register_script(RESERVE)
        self._slow_number = connection.register_script(SLOW_NUMBER)
        self._slow_pair = connection.register_script(SLOW_PAIR)

    def reserve(self, interval: float, pairs: Sequence[int]) -> list[Grant]:
        """When each of `pairs` (contacts) may be sent one message, in that order. Asked means used."""
        now, pace = monotonic(), self._pace
        if len(pace.pairs) > _FORGET_ABOVE:
            pace.forget(now)
        try:
            answers = self._ask(now, interval, pairs)
        except redis.RedisError as error:
            log.warning("pace kept without Redis", reason=type(error).__name__)
            return pace.reserve(monotonic(), interval, pairs)
        for pair, grant in zip(pairs, answers, strict=True):
            pace.learn(now, interval, pair, grant)
        return answers

    def _ask(self, now: float, interval: float, pairs: Sequence[int]) -> list[Grant]:
        known = self._pace
        floors = [known.free_at - now, *(known.pairs.get(pair, now) - now for pair in pairs)]
        numbers = [interval, HORIZON, PAIR_TOLERANCE, PAIR_SECONDS]
        answers = self._reserve(
            keys=[FREE_AT, REFUSALS, *map(_PAIR_KEY.format, pairs)],
            args=[*map(_milliseconds, numbers), SLOWEST, *map(_milliseconds, floors)],
        )
        return [Grant(_KINDS[kind], wait / 1000) for kind, wait in cast(list[Any], answers)]

    def slow_number(self, first: float, longest: float) -> float:
        """Meta refused for being too fast: nothing for the pause returned, slower for a while."""
        now, jitter = monotonic(), random()  # noqa: S311 - guards nothing
        floor = self._pace.free_at - now
        pause = self._pace.slow_number(now, first, longest, jitter)
        try:
            answer = self._slow_number(
                keys=[FREE_AT, REFUSALS],
                args=[
                    _milliseconds(floor),
                    *map(_milliseconds, (PAUSED, REMEMBERED_SECONDS, first, longest)),
                    jitter,
                ],
            )
        except redis.RedisError:
            return pause
        return max(pause, cast(int, answer) / 1000)

    def slow_pair(self, pair: int, seconds: float) -> None:
        """Nothing for this contact for so long."""
        self._pace.slow_pair(monotonic(), pair, seconds)
        try:
            self._slow_pair(keys=[_PAIR_KEY.format(pair)], args=[_milliseconds(PAIR_TOLERANCE + seconds)])
        except redis.RedisError as error:
            log.warning("pace kept without Redis", reason=type(error).__name__)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3f}"
