"""What a platform can lose, taken away and brought back: its edge, panel, database, queue, engine."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker

from control_plane.adapters.docker_engine import connect
from demo.containers import edge, ensure
from demo.engine import TENANT_POOL, ensure_engine, stop_engine
from demo.instance import Instance
from tests.e2e.platform import INSTANCE, PORT, containers

_AWAY_SECONDS = 30.0


@dataclass(frozen=True)
class Broken:
    name: str
    take_away: Callable[[], None]
    bring_back: Callable[[], None]
    away_seconds: float = _AWAY_SECONDS


def breakages() -> Iterator[Broken]:
    """One after another; each is whole again before the next is asked for."""
    client = docker.from_env()
    door = client.containers.get(f"{INSTANCE}-edge")
    yield Broken("the edge, killed", door.kill, door.start, away_seconds=0)
    # all its networks go with it: the reconciler has to put the new one into each
    yield Broken("the edge, removed", lambda: door.remove(force=True), _make_edge, away_seconds=0)
    yield Broken("the panel", lambda: _scale(client, "panel", 0), lambda: _scale(client, "panel", 1))
    files = _DatabaseFiles(client)
    yield Broken("the platform's database", files.take_away, files.bring_back)
    yield Broken(
        "the platform's queue", lambda: _scale(client, "redis", 0), lambda: _scale(client, "redis", 1)
    )


def _make_edge() -> None:
    """As `make demo` does: in the platform's network, and in no tenant's."""
    ensure(connect(), Instance(INSTANCE, PORT), edge(Instance(INSTANCE, PORT), TENANT_POOL))


def restart_engine() -> float:
    """Stops the engine and starts it again; the moment (`time.monotonic`) at which it ran again.

    Raises SystemExit where somebody else started it.
    """
    if not stop_engine():
        raise SystemExit("This engine was not started by `make images`: restart it your own way, and watch.")
    ensure_engine()
    return time.monotonic()


class _DatabaseFiles:
    """Moved aside while nobody has them open: whoever had is killed, and begins without them."""

    def __init__(self, client: docker.DockerClient) -> None:
        self._client = client
        self._folder = Path(client.volumes.get(f"{INSTANCE}-platform-db").attrs["Mountpoint"])
        self._aside = self._folder / "aside"

    def take_away(self) -> None:
        self._aside.mkdir(exist_ok=True)
        self._kill()
        for path in self._folder.glob("platform.sqlite3*"):
            path.rename(self._aside / path.name)

    def bring_back(self) -> None:
        """In the place of whatever was begun meanwhile."""
        self._kill()
        for path in self._folder.glob("platform.sqlite3*"):
            path.unlink()
        for path in self._aside.iterdir():
            path.rename(self._folder / path.name)
        self._aside.rmdir()

    def _kill(self) -> None:
        for service in ("panel", "runner", "clock"):
            for container in containers(self._client, f"{INSTANCE}_{service}"):
                container.kill()


def _scale(client: Any, service: str, replicas: int) -> None:
    client.services.get(f"{INSTANCE}_{service}").scale(replicas)
