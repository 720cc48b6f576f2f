"""The worker's queues. One process listens to each: RQ loses no job only when it reads a single queue.

A job carries ids and nothing else. The database is the truth and its sweeper the guarantee; RQ is the
accelerator, so losing Redis costs time and no message.
"""

import redis
from rq import Queue
from rq.serializers import JSONSerializer

INBOUND = "inbound"
OUTBOUND = "outbound"
AI = "ai"
NAMES = (INBOUND, OUTBOUND, AI)

JOB_TIMEOUT_SECONDS = 60
"""No job may run longer; the worker's stop grace period is longer than this."""


def make_queue(connection: "redis.Redis", name: str) -> Queue:
    """The queue `name`; JSON, since unpickling what Redis holds would be running it."""
    return Queue(name, connection=connection, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT_SECONDS)
