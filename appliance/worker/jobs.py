"""What surrounds every job: its context, its log line, and the one broad catch of the worker."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import structlog

from appliance.context import Context

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


def job(function: Callable[P, object]) -> Callable[P, None]:
    """Marks a function that the queues run: failures are logged here, once, and end here.

    Nothing is retried by RQ: what a job leaves undone stays visible in the database, and the sweeper
    asks for it again.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        with structlog.contextvars.bound_contextvars(job=function.__name__, job_ids=list(args)):
            try:
                function(*args, **kwargs)
            except Exception:  # the worker's boundary; logged with its trace
                log.exception("job failed")

    return guarded
