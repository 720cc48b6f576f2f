"""Runs a program: an argument list, no shell, a timeout, and nothing of it left behind."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from control_plane.errors import RetryLater, StepFailed


@dataclass(frozen=True)
class Finished:
    exit_code: int
    output: str
    """stdout and stderr together."""


def run(
    arguments: Sequence[str], *, timeout: float, environment: Mapping[str, str], stdin: str = ""
) -> Finished:
    """Waits for it to end, whatever its exit code.

    Raises StepFailed when the program is missing, and RetryLater after `timeout` seconds: whom it speaks to
    does not answer. It and all its children are killed then.
    """
    try:
        process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            start_new_session=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise StepFailed("program_missing", f"The program {arguments[0]} is not installed here.") from error
    with process:
        try:
            output, _ = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise RetryLater(
                "program_timeout", f"`{' '.join(arguments[:3])}` did not end within {timeout:.0f} s."
            ) from error
        finally:
            _kill_group(process)
    return Finished(process.returncode, output)


def _kill_group(process: "subprocess.Popen[str]") -> None:
    """Also takes children that outlived a parent which ended well."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
