"""Work that keeps the processor busy, kept away from gevent's loop so that sockets go on moving."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def off_loop(function: Callable[..., T], *arguments: Any) -> T:
    """In gevent's thread pool where gevent runs the process, else right here.

    Let `function` return what it found rather than raise: the pool prints the trace of what is raised in it.
    """
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return function(*arguments)
    hub: Any = sys.modules["gevent"].get_hub()
    result: T = hub.threadpool.apply(function, arguments)
    return result
