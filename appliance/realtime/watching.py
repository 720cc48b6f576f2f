"""Who has a page of ours before their eyes, in any browser: it tells them itself. In Redis, for a moment."""

import time
from typing import Final, cast

import redis

KEPT_SECONDS: Final = 45
"""Browsers say it again every 20 seconds while it is so (`look`)."""
_KEY: Final = "watching"


def note(connection: "redis.Redis", user_id: int, sid: str, *, is_visible: bool) -> None:
    """The window of socket `sid` is seen, or no longer. Raises RedisError."""
    member = f"{user_id} {sid}"
    if is_visible:
        connection.zadd(_KEY, {member: time.time()})
    else:
        connection.zrem(_KEY, member)


def people(connection: "redis.Redis") -> frozenset[int]:
    """Their ids; nobody when Redis does not answer: told once too often is better than never."""
    since = time.time() - KEPT_SECONDS
    try:
        connection.zremrangebyscore(_KEY, "-inf", since)
        found = cast(list[bytes], connection.zrange(_KEY, 0, -1))
    except redis.RedisError:
        return frozenset()
    return frozenset(int(member.split()[0]) for member in found)
