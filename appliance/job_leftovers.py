"""Keys of jobs that no list holds and no worker runs: what a killed worker, or a Redis that lost a part of
its data, leaves behind. RQ takes each for a job that will still run. (None of ours is deferred or scheduled.)
"""

from typing import cast

import redis
from rq import Queue
from rq.job import Job

_FORGET = """
local now = redis.call('TIME')[1]
if redis.call('LPOS', KEYS[2], ARGV[1]) or redis.call('LPOS', KEYS[3], ARGV[1]) then return 0 end
for _, running in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], now, '+inf')) do
  if string.sub(running, 1, #ARGV[1] + 1) == ARGV[1] .. ':' then return 0 end
end
return redis.call('DEL', KEYS[1])
"""
# Waiting, just taken, or running (`job:execution`, by when it must have ended): in one look, since jobs move.


def forget_if_left(queue: Queue, job_id: str) -> bool:
    """Removes the key of job `job_id` unless the job waits or runs; whether there was one to remove."""
    connection: redis.Redis = queue.connection
    places = [queue.key, queue.intermediate_queue_key, queue.started_job_registry.key]
    keys = [Job.key_for(job_id), *places]
    return bool(connection.register_script(_FORGET)(keys=keys, args=[job_id]))


def forget_all_left(queue: Queue) -> None:
    """Removes the keys of the queue's jobs that are not in it; for its only worker, before it begins.

    Whatever is not told which queue it is of (a part of a job) goes as well.
    """
    connection: redis.Redis = queue.connection
    prefix = Job.key_for("")
    found = [key.decode() for key in connection.scan_iter(match=f"{prefix}*", count=1000)]
    waiting = {job_id.decode() for job_id in cast(list[bytes], connection.lrange(queue.key, 0, -1))}
    gone = [key for key in found if key.removeprefix(prefix) not in waiting]
    with connection.pipeline(transaction=False) as pipeline:
        for key in gone:
            pipeline.hget(key, "origin")
        origins = cast(list[bytes | None], pipeline.execute())
    for key, origin in zip(gone, origins, strict=True):
        if origin is None or origin.decode() == queue.name:
            connection.delete(key)
