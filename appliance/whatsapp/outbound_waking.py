"""Telling the sender which conversation has something to send, at the price of a word to Redis.

A job per message would cost the sender more than the message does. While it is awake it looks here by
itself, and only who finds it asleep enqueues a job. The sweeper is the guarantee, as behind every queue.
"""

from typing import Final, cast

import structlog
from redis import Redis, RedisError

from appliance.context import Context
from appliance.job_queues import SEND_ASKED, enqueue

ASKED: Final = "outbound:asked"
"""Conversations, by id."""
AWAKE: Final = "outbound:awake"
AWAKE_SECONDS: Final = 5
"""If the sender dies awake, it is woken by a job again after so long."""
MOST: Final = 500

log = structlog.get_logger()


def ask_to_send(context: Context, conversation_id: int) -> None:
    """After commit: the worker sends what is queued there."""
    try:
        talk = context.redis.pipeline(transaction=False)
        talk.sadd(ASKED, conversation_id)
        talk.set(AWAKE, 1, nx=True, ex=AWAKE_SECONDS)
        _, is_first = talk.execute()
    except RedisError as error:
        log.warning("sender not woken", reason=type(error).__name__)
        return
    if is_first:
        enqueue(context.queues, SEND_ASKED)


def take_asked(connection: "Redis", *, stay_awake: bool) -> list[int]:
    """Those asked for; nobody while Redis is away. Awake, nobody who asks from now on need wake us."""
    try:
        talk = connection.pipeline(transaction=False)
        talk.spop(ASKED, MOST)
        if stay_awake:
            talk.set(AWAKE, 1, ex=AWAKE_SECONDS)
        found = talk.execute()[0]
    except RedisError:
        return []
    return [int(one) for one in cast(list[bytes], found)]


def fall_asleep(connection: "Redis") -> None:
    """Whoever asks from now on wakes us; look once more after this."""
    try:
        connection.delete(AWAKE)
    except RedisError as error:
        log.info("still taken for awake", reason=type(error).__name__)
