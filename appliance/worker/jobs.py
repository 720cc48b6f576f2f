"""What surrounds every job: its context, its log line, and the one broad catch of the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import structlog
from redis import RedisError
from sqlalchemy.exc import DBAPIError

from appliance.context import Context
from appliance.database import is_outage

P = ParamSpec("P")

log = structlog.get_logger()
_process: list[Context] = []


def use_context(context: Context) -> None:
    """Gives this process its context, once, after the fork."""
    _process[:] = [context]


def context() -> Context:
    """The context of this worker process. Raises LookupError outside of one."""
    if not _process:
        raise LookupError("not in a worker process: use_context() was not called")
    return _process[0]


@contextmanager
def guard(name: str, *ids: object) -> Iterator[None]:
    """The worker's boundary: whatever fails inside is logged here, once, and ends here.

    Nothing is retried by RQ: what is left undone stays visible in the database, and the sweeper asks again.
    """
    with structlog.contextvars.bound_contextvars(job=name, job_ids=list(ids)):
        try:
            yield
        except Exception as error:
            is_away = isinstance(error, RedisError) or (isinstance(error, DBAPIError) and is_outage(error))
            if is_away:  # a line every few seconds until it is back: no trace needed
                log.warning("job failed: a server is away", reason=str(error)[:200])
            else:
                log.exception("job failed")


def job(function: Callable[P, object]) -> Callable[P, None]:
    """Marks a function that the queues run."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        with guard(function.__name__, *args):
            function(*args, **kwargs)

    return guarded
