"""Jobs that are asked for once, on a real Redis: by whoever repeats itself, and after whatever was lost."""

import pytest
from rq import Queue, SimpleWorker
from rq.job import Job

from appliance.context import Context
from appliance.job_queues import AI, CONSIDER_MESSAGE, POLL_ANSWERS, SEND_DUE, enqueue
from appliance.worker.queue_worker import clear_orphans

pytestmark = pytest.mark.integration

KEY = Job.key_for("poll_answers")


@pytest.fixture
def queue(context: Context) -> Queue:
    return context.queues[AI]


def ask(context: Context) -> bool:
    return enqueue(context.queues, POLL_ANSWERS, once=True)


def take(queue: Queue) -> Job:
    """As RQ's worker takes it: out of the queue, into the list of what was taken."""
    taken = Queue.dequeue_any([queue], None, queue.connection, serializer=queue.serializer)
    assert taken is not None
    return taken[0]


def begin(queue: Queue) -> None:
    """As RQ's worker begins: it runs, and was taken no more."""
    worker = SimpleWorker([queue], connection=queue.connection, serializer=queue.serializer)
    job = take(queue)
    worker.prepare_execution(job)
    worker.prepare_job_execution(job, remove_from_intermediate_queue=True)


def test_asked_for_again_it_waits_once(context: Context, queue: Queue) -> None:
    assert ask(context)
    assert ask(context)
    assert queue.job_ids == ["poll_answers"]


def test_of_a_job_that_was_taken_no_second_is_made(context: Context, queue: Queue) -> None:
    ask(context)
    take(queue)
    assert ask(context)
    assert queue.job_ids == []


def test_of_a_running_job_no_second_is_made(context: Context, queue: Queue) -> None:
    ask(context)
    begin(queue)
    assert ask(context)
    assert queue.job_ids == []


def test_a_whole_job_in_no_list_is_in_nobodys_way(context: Context, queue: Queue) -> None:
    """What a Redis that lost its transactions had kept: the key is written alone, the rest is not."""
    ask(context)
    context.redis.delete(queue.key)
    assert ask(context)
    assert queue.job_ids == ["poll_answers"]


def test_a_part_of_a_job_is_in_nobodys_way(context: Context, queue: Queue) -> None:
    context.redis.hset(KEY, "last_heartbeat", "2026-11-22T12:00:00Z")
    assert ask(context)
    assert queue.job_ids == ["poll_answers"]


def test_one_that_should_have_ended_long_ago_is_in_nobodys_way(context: Context, queue: Queue) -> None:
    ask(context)
    begin(queue)
    registry = queue.started_job_registry.key
    (running,) = context.redis.zrange(registry, 0, -1)  # type: ignore[misc]
    context.redis.zadd(registry, {running: 1})
    assert ask(context)
    assert queue.job_ids == ["poll_answers"]


def test_a_worker_that_starts_forgets_what_is_left_of_its_queues_jobs(context: Context, queue: Queue) -> None:
    enqueue(context.queues, CONSIDER_MESSAGE, 1)
    enqueue(context.queues, SEND_DUE, once=True)
    kept = {Job.key_for(job_id) for each in context.queues.values() for job_id in each.job_ids}
    ask(context)
    context.redis.lrem(queue.key, 0, "poll_answers")
    context.redis.hset(Job.key_for("part"), "last_heartbeat", "2026-11-22T12:00:00Z")
    clear_orphans(queue)
    assert {key.decode() for key in context.redis.scan_iter("rq:job:*")} == kept
    assert len(kept) == 2
