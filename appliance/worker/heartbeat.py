"""Signs of life of the worker: in Redis for the web's readiness, in a file for its own container's probe."""

import os
import tempfile
import time
from pathlib import Path

import redis

KEY = "worker:heartbeat"
MAX_AGE_SECONDS = 30
"""The ticker beats every few seconds; one hung on a dead database misses this."""


def heartbeat_file() -> Path:
    """In the container's own tmpfs."""
    return Path(tempfile.gettempdir()) / f"guiche-worker-{os.getuid()}.heartbeat"


def beat(connection: "redis.Redis") -> None:
    """Notes that the worker lives; without Redis only in the file."""
    heartbeat_file().touch()
    try:
        connection.set(KEY, "1", ex=MAX_AGE_SECONDS)
    except redis.RedisError:
        return


def is_fresh() -> bool:
    """Whether this container's worker beat lately."""
    try:
        return time.time() - heartbeat_file().stat().st_mtime < MAX_AGE_SECONDS
    except FileNotFoundError:
        return False
