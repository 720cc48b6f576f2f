"""A tenant's web and worker as real processes, with the environment that a container would give them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType

import requests

from appliance.settings import Settings
from bench.bare_stack import REPOSITORY
from bench.throwaway import free_port

START_SECONDS = 60
STOP_SECONDS = 30

_SERVE = """
from gevent import monkey
monkey.patch_all()
import sys
from appliance.commands.startup import settings_of
from appliance.web import serve
serve(settings_of("web"), ("127.0.0.1", int(sys.argv[1])))
"""
"""As `python -m appliance web`, on a port of our own."""


def environment(settings: Settings, folder: Path, **change: str) -> dict[str, str]:
    """Every variable that a tenant's container has; secrets as files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = {
        "DATABASE_PASSWORD": settings.database.password,
        "REDIS_PASSWORD": settings.redis.password,
        "SESSION_KEY": settings.session_key,
        "WHATSAPP_TOKEN": settings.whatsapp.token,
        "WHATSAPP_APP_SECRET": settings.whatsapp.app_secret,
        "WHATSAPP_VERIFY_TOKEN": settings.whatsapp.verify_token,
        "FILA_IA_KEY": settings.ai.key,
    }
    for name, secret in secrets.items():
        (folder / name).write_text(secret)
    tenant = {f"TENANT_{key.upper()}": value for key, value in asdict(settings.tenant).items()}
    return {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        **tenant,
        **{f"{name}_FILE": str(folder / name) for name in secrets},
        "PUBLIC_URL": settings.tenant.public_url,
        "SMOKE_WA_ID": settings.tenant.smoke_wa_id,
        "DATABASE_HOST": settings.database.host,
        "DATABASE_PORT": str(settings.database.port),
        "DATABASE_NAME": settings.database.name,
        "DATABASE_USER": settings.database.user,
        "REDIS_HOST": settings.redis.host,
        "REDIS_PORT": str(settings.redis.port),
        "REDIS_USER": settings.redis.user,
        "WHATSAPP_GRAPH_URL": settings.whatsapp.graph_url,
        "WHATSAPP_PHONE_NUMBER_ID": settings.whatsapp.phone_number_id,
        "WHATSAPP_WABA_ID": settings.whatsapp.waba_id,
        "FILA_IA_URL": settings.ai.url,
        "MEDIA_DIR": str(settings.media_dir),
        "TMPDIR": str(folder),
        **change,
    }


class Program:
    """One process and all it forks; killed and started as often as one likes."""

    def __init__(self, arguments: list[str], environ: dict[str, str], log: Path) -> None:
        self.log = log
        self._arguments = arguments
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; does not wait until it answers."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, *self._arguments],
                cwd=REPOSITORY,
                env=self._environ,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Raises LookupError before the first start."""
        return self._started().pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def children(self) -> list[int]:
        """None once it has ended."""
        with suppress(OSError):
            return [*map(int, Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split())]
        return []

    def family(self) -> list[int]:
        """The process and its children."""
        return [self.pid, *self.children()]

    def kill(self) -> None:
        """SIGKILL to it and its children at once, as the end of its container would be."""
        if self.is_running():
            os.killpg(self.pid, signal.SIGKILL)
            self.wait(STOP_SECONDS)

    def terminate(self) -> None:
        """Asks it to end; waits for nothing."""
        if self.is_running():
            os.kill(self.pid, signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        return self._started().wait(seconds)

    def stop(self) -> None:
        """Asked to end, and made to if it will not."""
        if self.is_running():
            self.terminate()
            try:
                self.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def memory_megabytes(self) -> float:
        """What it and its children hold, shared pages counted once (PSS)."""
        return round(sum(map(_pss_kilobytes, self.family())) / 1024, 1)

    def cpu_seconds(self) -> float:
        """What it and its living children have computed so far."""
        return sum(map(cpu_seconds, self.family()))

    def __enter__(self) -> "Program":
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise LookupError("not started")
        return self._process


def _pss_kilobytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def web_program(environ: dict[str, str], folder: Path, port: int) -> Program:
    """The web process, on `port` of this machine."""
    return Program(["-c", _SERVE, str(port)], environ, folder / "web.log")


def worker_program(environ: dict[str, str], folder: Path) -> Program:
    """The worker with its children."""
    return Program(["-m", "appliance", "worker"], environ, folder / "worker.log")


@contextmanager
def running(settings: Settings, folder: Path, **change: str) -> Iterator[tuple[Program, Program, str]]:
    """Web, worker and the web's address, once both are ready."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = replace(settings, media_dir=folder / "media")
    environ = environment(settings, folder, **{"PUBLIC_URL": url, **change})
    with worker_program(environ, folder) as worker, web_program(environ, folder, port) as web:
        wait_ready(url)
        yield web, worker, url


def wait_ready(url: str, seconds: float = START_SECONDS) -> None:
    """Until `/readyz` says that all of it is well. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while True:
        said = "no answer"
        with suppress(requests.RequestException):
            answer = requests.get(f"{url}/readyz", timeout=5)
            if answer.ok:
                return
            said = answer.text
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready after {seconds:.0f} s: {said}")
        time.sleep(0.2)
