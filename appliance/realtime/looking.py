"""Who has which conversation before their eyes, and who is writing there: kept in Redis for a moment, told to
those who see the conversation, so that two do not answer the same customer.
"""

import json
import time
from typing import Any, Final, cast

import redis

EVENT: Final = "looking"
KEPT_SECONDS: Final = 45
"""Browsers say it again every 20 seconds while it is so."""


def looks(connection: "redis.Redis", conversation_id: int, user_id: int, *, is_typing: bool) -> None:
    """This person has it open. Raises RedisError."""
    key = _key(conversation_id)
    connection.hset(key, str(user_id), json.dumps({"at": time.time(), "is_typing": is_typing}))
    connection.expire(key, KEPT_SECONDS)


def looks_away(connection: "redis.Redis", conversation_id: int, user_id: int) -> None:
    """And no longer. Raises RedisError."""
    connection.hdel(_key(conversation_id), str(user_id))


def told(connection: "redis.Redis", conversation_id: int) -> dict[str, Any]:
    """What the event says: everybody who has it open now, by id. Raises RedisError."""
    rows = cast(dict[bytes, bytes], connection.hgetall(_key(conversation_id)))
    found = {int(user_id): json.loads(row) for user_id, row in rows.items()}
    since = time.time() - KEPT_SECONDS
    people = [
        {"user_id": user_id, "is_typing": row["is_typing"]}
        for user_id, row in sorted(found.items())
        if row["at"] > since
    ]
    return {"conversation_id": conversation_id, "people": people}


def _key(conversation_id: int) -> str:
    return f"looking:{conversation_id}"
