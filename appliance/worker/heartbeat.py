"""The worker's signs of life: a file for its container's health check, a key in Redis for `/readyz`."""

from appliance.context import Context
from foundation.heartbeat import beat

KEY = "worker:heartbeat"
"""In Redis."""
MAX_AGE_SECONDS = 30
"""The ticker beats every few seconds; one hung on a dead database misses this, in Redis and in the file."""


def heartbeat(context: Context) -> None:
    """Says that the worker lives."""
    beat()
    context.redis.set(KEY, "1", ex=MAX_AGE_SECONDS)
