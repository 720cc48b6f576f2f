"""A real runner process in a PID namespace of its own: what it started dies with it, as in a container."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.bare_stack import REPOSITORY

_END_SECONDS = 20


@dataclass(frozen=True)
class Stop:
    """Where a runner stops for a moment (watched.py)."""

    id: str
    step: str
    point: int | str


class RunnerProcess:
    """One process; started once."""

    def __init__(self, folder: Path, environ: Mapping[str, str], stops: Sequence[Stop] = ()) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        (folder / "stops.json").write_text(json.dumps([[stop.id, stop.step, stop.point] for stop in stops]))
        environment = {**os.environ, **environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(folder)}
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *("unshare", "--pid", "--fork", "--kill-child"),
                    *(sys.executable, "-m", "bench.interruptions.watched", str(folder)),
                ],
                cwd=REPOSITORY,
                env=environment,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self) -> Path:
        return self._folder / "log"

    def is_running(self) -> bool:
        return self._process.poll() is None

    def has_reached(self, stop: Stop) -> bool:
        return (self._folder / f"reached-{stop.id}").exists()

    def release(self, stop: Stop) -> None:
        """Lets it go on."""
        (self._folder / f"go-{stop.id}").touch()

    def calls(self) -> dict[str, dict[str, int]]:
        """Of each step that it has applied: how many calls, by kind."""
        with suppress(FileNotFoundError):
            lines = (self._folder / "ledger").read_text().splitlines()
            return {line["step"]: line["calls"] for line in map(json.loads, lines)}
        return {}

    def kill(self) -> None:
        """SIGKILL; returns when it and all that it started are gone."""
        inner = self._inner()
        self._process.kill()
        self._process.wait()
        while inner and _lives(inner):
            time.sleep(0.01)

    def stop(self) -> None:
        """SIGTERM, as an update of the platform does; SIGKILL when that takes too long."""
        inner = self._inner()
        if inner and self.is_running():
            os.kill(inner, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)
        self.kill()

    def _inner(self) -> int | None:
        """The runner itself: `unshare` is only its parent."""
        with suppress(OSError):
            pid = self._process.pid
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return int(children[0]) if children else None
        return None


def _lives(pid: int) -> bool:
    """Also false for one that has ended and that nobody has asked about."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
