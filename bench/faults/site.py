"""The tenant that faults happen to: its programs, its servers, the networks between, its clock and disks."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docker.errors import APIError

from appliance.settings import Settings
from bench.fake_graph import FakeGraph
from bench.faults.proxy import Proxy
from bench.programs import Program, environment, wait_ready, web_program, worker_program
from bench.throwaway import Servers, free_port, throwaway_servers

DATABASE_MEGABYTES, MEDIA_MEGABYTES = 640, 32
RESTART_SECONDS = 0.3
BALLAST = "ballast"


@dataclass
class Site:
    """Everything that may be hurt."""

    servers: Servers
    programs: dict[str, Program]
    proxies: dict[str, Proxy]
    """database, redis, graph."""
    disks: dict[str, Path]
    """database, media: small ones, where this machine lets us make any."""
    clock: Path | None
    """What is written there is how far the programs' clock is off (see clock.c); None without a compiler."""
    direct: Settings
    """The tenant's settings, around the proxies."""
    url: str
    graph: FakeGraph

    def heal(self) -> None:
        """Good networks, the right time, room on the disks, everything running and ready."""
        for proxy in self.proxies.values():
            proxy.network = "open"
        self.set_clock(0)
        for disk in self.disks.values():
            (disk / BALLAST).unlink(missing_ok=True)
        self.start_servers()
        wait_ready(self.url, 180)

    def set_clock(self, seconds: int) -> None:
        """Web and worker think that it is so much later; MySQL and Redis keep the right time."""
        if self.clock is not None:
            with self.clock.open("r+b") as file:  # as it is mapped: neither made anew nor cut
                file.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def fill(self, disk: str) -> None:
        """Not a byte more fits."""
        path = self.disks[disk] / BALLAST
        with suppress(OSError), path.open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(64 * 1024))

    def kill_server(self, name: str) -> None:
        """SIGKILL; it is started again at once."""
        with suppress(APIError):
            self._server(name).kill()
        self._server(name).start()

    def start_servers(self) -> None:
        """Those that gave up by themselves."""
        for name in ("database", "redis"):
            server = self._server(name)
            server.reload()
            if server.status != "running":
                server.start()

    def _server(self, name: str) -> Any:
        return self.servers.database if name == "database" else self.servers.redis


@contextmanager
def open_site(folder: Path, graph: FakeGraph) -> Iterator[Site]:
    """A tenant behind proxies, its programs started and watched over as Swarm would."""
    with ExitStack() as stack:
        disks = _disks(folder, stack)
        servers = stack.enter_context(
            throwaway_servers("mysql", str(disks["database"]) if disks else "volume")
        )
        direct = servers.settings
        ports = {"database": direct.database.port, "redis": direct.redis.port, "graph": graph.port}
        proxies = {name: Proxy(port) for name, port in ports.items()}
        for proxy in proxies.values():
            proxy.start()
            stack.callback(proxy.stop)
        settings = replace(_behind(direct, proxies), media_dir=disks.get("media", folder / "media"))
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        change, clock = _clock(folder)
        environ = environment(settings, folder, **{"PUBLIC_URL": url, **change})
        programs = {
            "web": stack.enter_context(web_program(environ, folder, port)),
            "worker": stack.enter_context(worker_program(environ, folder)),
        }
        watcher = _Watcher(programs)
        stack.callback(watcher.end)
        watcher.start()
        wait_ready(url)
        yield Site(servers, programs, proxies, disks, clock, direct, url, graph)


class _Watcher(threading.Thread):
    """Starts again what has ended."""

    def __init__(self, programs: dict[str, Program]) -> None:
        super().__init__(name="watcher", daemon=True)
        self._programs = programs
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.wait(RESTART_SECONDS):
            for program in self._programs.values():
                if not program.is_running():
                    program.start()

    def end(self) -> None:
        self._ending.set()
        self.join()


def _behind(settings: Settings, proxies: dict[str, Proxy]) -> Settings:
    return replace(
        settings,
        database=replace(settings.database, port=proxies["database"].port),
        redis=replace(settings.redis, port=proxies["redis"].port),
        whatsapp=replace(settings.whatsapp, graph_url=f"http://127.0.0.1:{proxies['graph'].port}"),
    )


def _clock(folder: Path) -> tuple[dict[str, str], Path | None]:
    """What makes the programs believe another time, if this machine can make it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    library, clock = folder / "clock.so", folder / "clock"
    source = Path(__file__).with_name("clock.c")
    if compiler is None:
        return {}, None
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"], check=True)
    clock.write_bytes(bytes(8))
    return {"LD_PRELOAD": str(library), "BENCH_CLOCK": str(clock)}, clock


def _disks(folder: Path, stack: ExitStack) -> dict[str, Path]:
    """Two small file systems in memory; none without the right to mount."""
    found: dict[str, Path] = {}
    for name, megabytes, owner in (
        ("database", DATABASE_MEGABYTES, 999),
        ("media", MEDIA_MEGABYTES, os.getuid()),
    ):
        path = folder / name
        path.mkdir()
        options = f"size={megabytes}m,uid={owner},gid={owner},mode=755"
        mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
        if (
            shutil.which("mount") is None
            or subprocess.run(mount, check=False, capture_output=True).returncode
        ):
            return {}
        stack.callback(_unmount, path)
        found[name] = path
    return found


def _unmount(path: Path) -> None:
    for _ in range(20):
        if subprocess.run(["umount", str(path)], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.5)
