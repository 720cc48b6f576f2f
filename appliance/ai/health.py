"""Whether the AI is answering, for people: what the banner of the inbox says."""

from typing import Literal, get_args

import redis

from appliance.ai.breaker import Breaker, BreakerLimits, BreakerState

PROVIDER = "fila_ia"

_REFUSED = "ai:refused"
_REFUSED_SECONDS = 900
_STALLED = "ai:stalled"
_STALLED_SECONDS = 180

AiState = Literal["ok", "degraded", "stalled"]
AI_STATES: tuple[AiState, ...] = get_args(AiState)


def ai_state(connection: "redis.Redis") -> AiState:
    """`stalled` while nobody works through the questions; `degraded` while the breaker is not closed, the key
    is refused, or Redis does not answer.
    """
    try:
        if connection.exists(_STALLED):
            return "stalled"
        is_refused = bool(connection.exists(_REFUSED))
        return "ok" if not is_refused and breaker(connection).state() is BreakerState.CLOSED else "degraded"
    except redis.RedisError:
        return "degraded"


def breaker(connection: "redis.Redis", deadline_seconds: int = 45) -> Breaker:
    """The breaker in front of FILA-IA; a probe keeps its place a little longer than its deadline."""
    return Breaker(connection, PROVIDER, BreakerLimits(probe_seconds=deadline_seconds + 30))


def note_refusal(connection: "redis.Redis") -> None:
    """FILA-IA refused a call for good (the key, or the call itself): shown until one is accepted."""
    connection.set(_REFUSED, "1", ex=_REFUSED_SECONDS)


def note_stall(connection: "redis.Redis") -> None:
    """Questions were left to themselves past their deadline: shown until somebody has worked through them."""
    connection.set(_STALLED, "1", ex=_STALLED_SECONDS)


def note_progress(connection: "redis.Redis") -> None:
    """Every question that was due has been taken a step further."""
    connection.delete(_STALLED)


def note_acceptance(connection: "redis.Redis") -> None:
    """FILA-IA accepted a call."""
    connection.delete(_REFUSED)
