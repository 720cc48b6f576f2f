"""Telling the worker that a webhook body is stored, at the price of one word to Redis.

Under load a job per body would cost more than its message does: one job looks for all that waits, and while
one is asked for no other is. The sweeper is the guarantee, as behind every queue.
"""

import structlog
from redis import RedisError

from appliance.context import Context
from appliance.job_queues import PROCESS_WAITING, enqueue

KEY = "inbound:asked"
FORGOTTEN_SECONDS = 5
"""If whoever asked died before the job was enqueued, or the job was lost."""

log = structlog.get_logger()


def wake(context: Context) -> None:
    """After a body was committed: the worker will see it."""
    try:
        is_first = context.redis.set(KEY, "1", nx=True, ex=FORGOTTEN_SECONDS)
    except RedisError as error:
        log.warning("worker not woken", reason=type(error).__name__)
        return
    if is_first:
        enqueue(context.queues, PROCESS_WAITING)


def awake(context: Context) -> None:
    """Before the worker looks: what is committed from now on asks again. Raises RedisError."""
    context.redis.delete(KEY)
