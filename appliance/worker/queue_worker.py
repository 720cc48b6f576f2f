"""One child process: an RQ worker that listens to exactly one queue and runs its jobs in place."""

import logging
from typing import cast

import redis
from rq import Queue, SimpleWorker
from rq.job import Job

from appliance.context import make_context, make_redis
from appliance.database import run_transaction
from appliance.job_leftovers import forget_all_left
from appliance.job_queues import INBOUND, MEDIA, ON_DEMAND, OUTBOUND, make_queue
from appliance.media import states as media
from appliance.media.files import MediaFiles
from appliance.settings import Settings
from appliance.whatsapp import deliveries
from appliance.whatsapp.jobs import finish as finish_sending
from appliance.worker.jobs import use_context

WAKE_SECONDS = 60
"""RQ's worker_ttl: an idle worker wakes this often, less fifteen seconds, to renew its registration."""


IDLE_SECONDS = 30
"""A process on demand ends after this long without a job."""


class QueueWorker(SimpleWorker):
    """Without RQ's remote commands (nobody sends any), and back soon after Redis is."""

    max_connection_wait_time = 5.0
    log_result_lifespan = False
    log_job_description = False

    def subscribe(self) -> None:
        """No thread and no second connection per worker."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""


def work(settings: Settings, queue_name: str) -> None:
    """Runs jobs until SIGTERM, which lets the running one finish; one on demand also ends when idle.

    For a freshly forked child.
    """
    context = make_context(settings, pool_size=2)
    use_context(context)
    clear_orphans(context.queues[queue_name])
    if queue_name == INBOUND:
        run_transaction(context.sessions, deliveries.release_all)
    if queue_name == MEDIA:
        run_transaction(context.sessions, media.release_all)
        MediaFiles(settings.media_dir).clear_incoming()
    # RQ stretches the timeouts of connections yet to be made, as it blocks on one: it gets its own client
    queue = make_queue(make_redis(settings.redis), queue_name)
    for name in ("rq.worker", "rq.job"):
        logging.getLogger(name).setLevel(logging.WARNING)
    worker = QueueWorker(
        [queue], connection=queue.connection, serializer=queue.serializer, worker_ttl=WAKE_SECONDS
    )
    idle = IDLE_SECONDS if queue_name in ON_DEMAND else None
    worker.work(logging_level="WARNING", max_idle_time=idle)
    if queue_name == OUTBOUND:
        finish_sending()


def clear_orphans(queue: Queue) -> None:
    """Forgets jobs that a killed predecessor held, and whatever of a job is not in the queue: this is the
    queue's only worker, so nobody runs them.

    RQ itself would need minutes. What they left undone is in the database; the sweeper asks for it again,
    which it cannot while the old request still stands in Redis.
    """
    connection: redis.Redis = queue.connection
    registry = queue.started_job_registry
    parked = cast(list[bytes], connection.lrange(queue.intermediate_queue_key, 0, -1))
    for job_id in {*registry.get_job_ids(cleanup=False), *map(bytes.decode, parked)}:
        connection.delete(Job.key_for(job_id))
    connection.delete(registry.key, queue.intermediate_queue_key)
    forget_all_left(queue)
