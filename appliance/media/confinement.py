"""What holds the programs that open strangers' files: limits of the kernel's, and their starter's life."""

import os
import resource
import signal

UNUSABLE = 3
"""Their exit code for a file that cannot be used; any other failure is a fault of theirs, or a kill."""
MEMORY_BYTES = 160 * 1024 * 1024
STARTER = "STARTED_BY"
"""In their environment: the id of the process that awaits what they print."""

_PR_SET_PDEATHSIG = 1


def end_with_starter() -> None:
    """A kill of the starter kills this process too: nobody would read its work, nor clear it away.

    See prctl(2), PR_SET_PDEATHSIG. Started by hand, without STARTED_BY, it ends by itself.
    """
    starter = os.environ.get(STARTER)
    if starter is None:
        return
    import ctypes  # noqa: PLC0415 - not for the worker, which reads this module's constants only

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(starter):  # killed before the line above
        os.kill(os.getpid(), signal.SIGKILL)


def limit(cpu_seconds: int, file_bytes: int | None = None) -> None:
    """No core dump, so much processor time, MEMORY_BYTES of memory, no file larger than `file_bytes`."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    if file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
