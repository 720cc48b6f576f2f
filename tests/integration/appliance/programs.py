"""A tenant's programs as real processes: one alone, as a test wants it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from appliance.context import Context
from appliance.health import check
from appliance.settings import Settings
from bench.bare_stack import REPOSITORY
from bench.programs import Program, environment, web_program, worker_program
from bench.throwaway import free_port
from tests.integration.appliance.waiting import eventually


def run(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`python -m appliance <command>` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "appliance", command],
        cwd=REPOSITORY, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@contextmanager
def running_web(settings: Settings, folder: Path) -> Iterator[tuple[str, Program]]:
    """The web's address and process, once it answers; there may be no worker."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with web_program(environment(settings, folder, PUBLIC_URL=url), folder, port) as program:
        eventually(lambda: program.is_running() and _answers(url))
        yield url, program


@contextmanager
def running_worker(context: Context, environ: dict[str, str], folder: Path) -> Iterator[Program]:
    """The worker's process, once it is at work."""
    with worker_program(environ, folder) as program:
        eventually(lambda: check(context)["worker"] == "ok")
        yield program


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
