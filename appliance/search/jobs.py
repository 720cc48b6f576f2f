"""The job of search: blocks of the index made anew, for as long as it may run."""

from time import monotonic

from appliance.search.indexing import due_block, make_block
from appliance.worker.jobs import context, job

SECONDS = 30.0
"""Well inside the job timeout: a block takes a few."""


@job
def index_blocks() -> None:
    """Those that are due; what is left is asked for again."""
    until = monotonic() + SECONDS
    while monotonic() < until:
        with context().sessions() as session:
            block = due_block(session)
        if block is None:
            return
        make_block(context(), block)
