"""What every service needs, built once per process and handed over explicitly."""

from collections.abc import Mapping
from dataclasses import dataclass

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

from appliance.database import Sessions, make_engine, make_sessions
from appliance.job_queues import NAMES, make_queue
from appliance.settings import RedisSettings, Settings


@dataclass(frozen=True)
class Context:
    """One process's connections; never carried across a fork."""

    settings: Settings
    sessions: Sessions
    redis: "redis.Redis"
    queues: Mapping[str, Queue]


def make_redis(settings: RedisSettings) -> "redis.Redis":
    """A client that gives up in seconds: Redis only accelerates, nobody may hang on it."""
    return redis.Redis(
        host=settings.host,
        port=settings.port,
        username=settings.user,
        password=settings.password,
        socket_connect_timeout=2,
        socket_timeout=5,
        health_check_interval=30,
        # one more try, for a connection that a restarted Redis closed; the library's three come with pauses
        retry=Retry(NoBackoff(), 1),
    )


def make_context(settings: Settings, *, pool_size: int = 5) -> Context:
    """Connects to nothing yet; database and Redis connections open when first used."""
    connection = make_redis(settings.redis)
    return Context(
        settings=settings,
        sessions=make_sessions(make_engine(settings.database, pool_size=pool_size)),
        redis=connection,
        queues={name: make_queue(connection, name) for name in NAMES},
    )
