"""A process's sign of life for its own container's health check: a file it touches, in the container's tmpfs.

`python -m foundation.heartbeat 30` ends with 0 when it was touched in the last 30 seconds. Imports next to
nothing: the check runs every few seconds.
"""

import os
import sys
import tempfile
import time
from pathlib import Path


def beat() -> None:
    """This process lives and goes round."""
    heartbeat_file().touch()


def is_fresh(max_age_seconds: float) -> bool:
    """Whether this container's process beat within `max_age_seconds`."""
    try:
        return time.time() - heartbeat_file().stat().st_mtime < max_age_seconds
    except FileNotFoundError:
        return False


def heartbeat_file() -> Path:
    """One a user: a container runs one program."""
    return Path(tempfile.gettempdir()) / f"guiche-{os.getuid()}.heartbeat"


if __name__ == "__main__":
    sys.exit(0 if is_fresh(float(sys.argv[1])) else 1)
