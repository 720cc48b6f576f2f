"""The worker's queues and every job there is. One process listens to each queue: RQ loses no job only
when it reads a single one.

A job carries ids and nothing else. The database is the truth and its sweeper the guarantee; RQ is the
accelerator, so losing Redis costs time and no message.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import redis
import structlog
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from appliance.job_leftovers import forget_if_left

INBOUND = "inbound"
OUTBOUND = "outbound"
AI = "ai"
MEDIA = "media"
"""A file of 100 MB may take its worker most of a minute: in any other queue people would wait behind it."""
PUSH = "push"
"""A notice that comes late is worth nothing: it waits behind no file."""
NAMES = (INBOUND, OUTBOUND, AI, MEDIA, PUSH)
ON_DEMAND = frozenset({MEDIA, PUSH})
"""Their processes run while there is something to do: an idle one would cost every tenant its memory."""

JOB_TIMEOUT_SECONDS = 60
"""No job may run longer, unless it says so; the worker's stop grace period is longer than this."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A function (by its path, so that the web process need not import it) and the queue it runs in."""

    queue: str
    path: str
    timeout_seconds: int = JOB_TIMEOUT_SECONDS


PROCESS_DELIVERY = Job(INBOUND, "appliance.whatsapp.jobs.process_delivery")
PROCESS_WAITING = Job(INBOUND, "appliance.whatsapp.jobs.process_waiting")
SEND_ASKED = Job(OUTBOUND, "appliance.whatsapp.jobs.send_asked")
"""Wakes the sender, which then knows where to look (outbound_waking)."""
SEND_DUE = Job(OUTBOUND, "appliance.whatsapp.jobs.send_due")
"""The whole outbox, for the sweeper."""
MARK_READ = Job(OUTBOUND, "appliance.whatsapp.jobs.mark_read")
SHOW_TYPING = Job(OUTBOUND, "appliance.whatsapp.jobs.show_typing")
CONSIDER_MESSAGE = Job(AI, "appliance.ai.jobs.consider_message")
POLL_ANSWERS = Job(AI, "appliance.ai.jobs.poll_answers")
DOWNLOAD_MEDIA = Job(MEDIA, "appliance.media.jobs.download_media")
PREPARE_MEDIA = Job(MEDIA, "appliance.media.jobs.prepare_media")
UPLOAD_MEDIA = Job(MEDIA, "appliance.media.jobs.upload_media", 210)
"""100 MB on a slow line. A worker that stops kills it: it is safe to begin again."""
FORGET_UPLOAD = Job(MEDIA, "appliance.media.jobs.forget_upload")
SYNC_TEMPLATES = Job(MEDIA, "appliance.templates.jobs.sync_templates")
"""Page after page from Meta: nobody's message waits behind it there."""
POLL_TEMPLATES = Job(MEDIA, "appliance.templates.jobs.poll_templates")
INDEX_BLOCKS = Job(MEDIA, "appliance.search.jobs.index_blocks")
"""Words of old messages, for the search."""
SEND_MAILS = Job(MEDIA, "appliance.mail.jobs.send_mails")
"""Mail servers take their time."""
SEND_PUSHES = Job(PUSH, "appliance.push.jobs.send_pushes")
CHECK_CHANNEL = Job(MEDIA, "appliance.channel.jobs.check_channel")
"""Once a day: whether the connection to WhatsApp holds."""
JOBS = (
    PROCESS_DELIVERY,
    PROCESS_WAITING,
    SEND_ASKED,
    SEND_DUE,
    MARK_READ,
    SHOW_TYPING,
    CONSIDER_MESSAGE,
    POLL_ANSWERS,
    DOWNLOAD_MEDIA,
    PREPARE_MEDIA,
    UPLOAD_MEDIA,
    FORGET_UPLOAD,
    SYNC_TEMPLATES,
    POLL_TEMPLATES,
    SEND_MAILS,
    SEND_PUSHES,
    INDEX_BLOCKS,
    CHECK_CHANNEL,
)


def make_queue(connection: "redis.Redis", name: str) -> Queue:
    """The queue `name`; JSON, since unpickling what Redis holds would be running it."""
    return Queue(name, connection=connection, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT_SECONDS)


def enqueue(queues: Mapping[str, Queue], job: Job, *ids: int, once: bool = False) -> bool:
    """Asks the worker to run `job` with `ids`; every job is safe to run twice.

    `once`: not again while the same request is still waiting or running (for the sweeper, which repeats
    itself). False when Redis does not answer: the sweeper asks again, so callers need not care.
    """
    job_id = "-".join([job.path.rpartition(".")[2], *map(str, ids)])
    queue = queues[job.queue]
    try:
        if not _put(queue, job, ids, job_id, once=once) and forget_if_left(queue, job_id):
            log.warning("a job that nobody would run was in the way", job=job_id)
            _put(queue, job, ids, job_id, once=once)
    except redis.RedisError as error:
        log.warning("enqueue failed", job=job_id, reason=type(error).__name__)
        return False
    return True


def _put(queue: Queue, job: Job, ids: tuple[int, ...], job_id: str, *, once: bool) -> bool:
    """False: asked for once, and Redis already has a job of that name."""
    try:
        queue.enqueue(
            job.path,
            args=list(ids),
            job_id=job_id if once else None,
            unique=once,
            job_timeout=job.timeout_seconds,
            result_ttl=0,
            failure_ttl=60,
        )
    except DuplicateJobError:
        return False
    return True
