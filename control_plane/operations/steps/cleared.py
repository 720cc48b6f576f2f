"""Clearing away what exists only while a step works, except after another runner has taken the step over."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from control_plane.errors import LeaseLost


@contextmanager
def cleared_after(clear: Callable[[], None]) -> Iterator[None]:
    """Calls `clear` however the block ends, but for a lost lease: what is there is then another runner's."""
    with ExitStack() as ending:
        ending.callback(clear)
        try:
            yield
        except LeaseLost:
            ending.pop_all()
            raise
