"""The states of an operation, for whoever asks about several: data, which may be imported anywhere."""

LIVE = ("queued", "running", "waiting")
"""It goes on by itself. Waiting: a step is tried again at `retry_at`."""
STOPPED = ("failed", "canceled")
"""It goes on once somebody resumes it."""
OVER = ("succeeded", "undone")
ENDED = (*STOPPED, *OVER)
"""Nothing more happens by itself."""
