"""Who is online: the people whose socket was heard from in the last minute. Kept in Redis only."""

import time
from typing import cast

import redis

ONLINE_SECONDS = 60
_KEY = "presence"


def seen(connection: "redis.Redis", user_id: int) -> None:
    """Called when a socket connects and at each of its heartbeats."""
    connection.zadd(_KEY, {str(user_id): time.time()})


def gone(connection: "redis.Redis", user_id: int) -> None:
    """Called when the person's last socket closes."""
    connection.zrem(_KEY, str(user_id))


def online(connection: "redis.Redis") -> frozenset[int]:
    """The ids of the people online; nobody when Redis does not answer, since presence only informs."""
    now = time.time()
    try:
        found = cast(list[bytes], connection.zrangebyscore(_KEY, now - ONLINE_SECONDS, "+inf"))
        connection.zremrangebyscore(_KEY, "-inf", now - 10 * ONLINE_SECONDS)
    except redis.RedisError:
        return frozenset()
    return frozenset(int(member) for member in found)
