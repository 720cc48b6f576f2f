"""When templates were last fetched and whether somebody wants it done again; in Redis, for losing it only
means that they are fetched once more."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from redis import RedisError

from appliance.context import Context
from appliance.database import utc_now
from appliance.job_queues import SYNC_TEMPLATES, enqueue

EVERY = timedelta(hours=1)
AFTER_FAILURE = timedelta(minutes=5)
BREATH = timedelta(seconds=20)
"""Between two that were asked for: a hundred refused messages want one sync."""

NEVER, RUNNING, DONE, FAILED = "never", "running", "done", "failed"
_STATE, _WANTED = "templates:sync", "templates:sync-wanted"

log = structlog.get_logger()


@dataclass(frozen=True)
class Progress:
    """How far the last one came. Moments in seconds since 1970."""

    state: str = NEVER
    read: int = 0
    changed: int = 0
    deleted: int = 0
    started_at: float = 0.0
    finished_at: float | None = None
    error: dict[str, Any] | None = field(default=None)
    """{code, message} of one that failed."""


def read_progress(context: Context) -> Progress:
    """NEVER also when Redis has forgotten or does not answer."""
    try:
        held = context.redis.get(_STATE)
    except RedisError:
        return Progress()
    return Progress(**json.loads(held)) if held else Progress()  # type: ignore[arg-type]


def note_progress(context: Context, progress: Progress) -> None:
    """For those who watch; whoever syncs goes on without Redis."""
    try:
        context.redis.set(_STATE, json.dumps(asdict(progress)))
    except RedisError as error:
        log.info("progress not noted", reason=type(error).__name__)


def begin(context: Context) -> Progress:
    """A sync starts: whatever was wanted until now, it brings."""
    progress = Progress(RUNNING, started_at=utc_now().timestamp())
    try:
        context.redis.delete(_WANTED)
    except RedisError as error:
        log.info("wish not cleared", reason=type(error).__name__)
    note_progress(context, progress)
    return progress


def ask_for_sync(context: Context) -> None:
    """Something told us that what we hold is not all. Called after commit; soon rather than at once."""
    try:
        context.redis.set(_WANTED, 1)
    except RedisError:
        return  # forgotten with all it held, Redis has a sync made as soon as it is back
    start_if_due(context)


def start_if_due(context: Context) -> None:
    """Has a worker sync when somebody wants it, when the last one is an hour old, or soon after it failed."""
    last = read_progress(context)
    age = utc_now().timestamp() - (last.finished_at or last.started_at)
    pause = AFTER_FAILURE if last.state in (FAILED, RUNNING) else EVERY
    if age >= pause.total_seconds() or (_is_wanted(context) and age >= BREATH.total_seconds()):
        enqueue(context.queues, SYNC_TEMPLATES, once=True)


def _is_wanted(context: Context) -> bool:
    try:
        return bool(context.redis.exists(_WANTED))
    except RedisError:
        return False
