"""A Docker engine of the battery's own, in namespaces and on a disk of its own: nobody else's is touched.

`enter` starts the calling program again inside; there `OwnEngine` is the engine's process, which may be
stopped, killed, and have its disk filled up. Images are copied over from the machine's engine.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.interruptions.disks import fill
from bench.report import note
from demo.engine import MASK, TENANT_POOL

INSIDE = "GUICHE_OWN_ENGINE"
"""The folder of the engine, for the program inside."""
_GIGABYTES = 16
_START_SECONDS = 120


def enter(arguments: Sequence[str]) -> int:
    """Runs this program once more with its own network, mounts and processes; its exit code."""
    folder = Path(tempfile.mkdtemp(prefix="guiche-engine-"))
    try:
        inside = [sys.executable, "-m", "bench.interruptions", *arguments]
        namespaces = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
        return subprocess.run(
            [*namespaces, *inside], env={**os.environ, INSIDE: str(folder)}, check=False
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def look_after_orphans() -> None:
    """Goes on as a child of the first process of these namespaces, which then does nothing but reap.

    An engine that was killed leaves children; unreaped, they look alive to the next one.
    """
    child = os.fork()
    if child == 0:
        return
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    while True:
        try:
            ended, status = os.wait()
        except InterruptedError:
            continue
        if ended == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class OwnEngine:
    """Once made, the engine runs, is a swarm of one node, and is what DOCKER_HOST names."""

    def __init__(self, folder: Path, images: Sequence[str], logs: Path) -> None:
        self._folder = folder
        self._log = logs / "engine.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = folder / "docker.sock"
        self._disk = folder / "disk"
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        self._make_disk()
        others = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        self.start()
        os.environ["DOCKER_HOST"] = f"unix://{self.socket}"
        pool = [f"--default-addr-pool={TENANT_POOL}", f"--default-addr-pool-mask-length={MASK}"]
        here = ["--advertise-addr=127.0.0.1", "--listen-addr=127.0.0.1:2377"]
        subprocess.run(["docker", "swarm", "init", *here, *pool], check=True, capture_output=True)
        note("copying the images into an engine of our own")
        with subprocess.Popen(["docker", "--host", others, "save", *images], stdout=subprocess.PIPE) as saved:
            subprocess.run(["docker", "load", "--quiet"], stdin=saved.stdout, check=True, capture_output=True)

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError when it does not in time."""
        (self._folder / "pid").unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    "dockerd",
                    f"--host=unix://{self.socket}",
                    f"--data-root={self._disk / 'data'}",
                    f"--exec-root={self._folder / 'run'}",
                    f"--pidfile={self._folder / 'pid'}",
                    "--log-level=warn",
                ],
                stdout=log,
                stderr=log,
            )
        limit = time.monotonic() + _START_SECONDS
        while not self._answers():
            if time.monotonic() > limit or self._process.poll() is not None:
                raise RuntimeError(f"the engine does not start: see {self._log}")
            time.sleep(0.2)

    def stop(self) -> None:
        """As `systemctl stop docker` does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to the engine alone; what runs in containers goes on without it."""
        self._end(signal.SIGKILL)

    def fill_disk(self) -> None:
        """Images, containers, volumes and the swarm's own state are all on it."""
        fill(self._disk)

    def free_disk(self) -> None:
        (self._disk / ".ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing of it is left but its folder."""
        self.stop()
        subprocess.run(["umount", "--lazy", str(self._disk)], check=False)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(120)
            self._process = None

    def _answers(self) -> bool:
        ask = ["docker", "--host", f"unix://{self.socket}", "info"]
        return subprocess.run(ask, check=False, capture_output=True, timeout=60).returncode == 0

    def _make_disk(self) -> None:
        image = self._folder / "disk.img"
        with image.open("wb") as file:
            file.truncate(_GIGABYTES * 2**30)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
        self._disk.mkdir()
        subprocess.run(["mount", "-o", "loop", str(image), str(self._disk)], check=True)
