"""The worker's sign of life: a file for its own container's probe, a key in Redis for the web's readiness.

Imports nothing heavy: the probe runs every few seconds.
"""

import os
import tempfile
import time
from pathlib import Path

KEY = "worker:heartbeat"
"""In Redis."""
MAX_AGE_SECONDS = 30
"""The ticker beats every few seconds; one hung on a dead database misses this."""


def touch() -> None:
    """The worker lives."""
    heartbeat_file().touch()


def is_fresh() -> bool:
    """Whether this container's worker beat lately."""
    try:
        return time.time() - heartbeat_file().stat().st_mtime < MAX_AGE_SECONDS
    except FileNotFoundError:
        return False


def heartbeat_file() -> Path:
    """In the container's own tmpfs."""
    return Path(tempfile.gettempdir()) / f"guiche-worker-{os.getuid()}.heartbeat"
