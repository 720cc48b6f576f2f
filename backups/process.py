"""Runs a program: a list, no shell, an explicit environment, its own process group, always a time limit."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

OUTPUT_TAIL = 2000


@dataclass(frozen=True)
class Finished:
    status: int
    output: str
    errors: str
    """The last characters of standard error."""


def run(
    arguments: list[str], *, environ: Mapping[str, str], timeout: float, stdin: bytes | None = None
) -> Finished:
    """Runs to the end, or kills the whole group after `timeout` seconds (status -9)."""
    process = subprocess.Popen(
        arguments,
        env=dict(environ),
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(stdin, timeout=timeout)
    except subprocess.TimeoutExpired:
        kill_group(process)
        output, errors = process.communicate()
        errors += f"\nstopped after {timeout:.0f} s".encode()
    return Finished(
        process.returncode, output.decode(errors="replace"), errors.decode(errors="replace")[-OUTPUT_TAIL:]
    )


@contextmanager
def group(
    arguments: list[str], *, environ: Mapping[str, str], takes_input: bool = False
) -> "Iterator[subprocess.Popen[bytes]]":
    """A program whose output is read as it comes; however the block ends, nothing of it lives on."""
    with subprocess.Popen(
        arguments,
        env=dict(environ),
        stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            kill_group(process)


def ending(process: "subprocess.Popen[bytes]", *, timeout: float) -> tuple[str, int]:
    """Standard error and exit status of a program whose output was read to its end."""
    errors = process.stderr.read() if process.stderr else b""
    return errors.decode(errors="replace")[-OUTPUT_TAIL:], process.wait(timeout=timeout)


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL to the process and all it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def plain_environ(**extra: str) -> dict[str, str]:
    """What a child needs of ours and no more, plus `extra`."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {"LC_ALL": "C.UTF-8", "HOME": "/nonexistent", **kept, **extra}
