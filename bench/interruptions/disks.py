"""Small file systems that can be filled up to the last block, and emptied again."""

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from control_plane.adapters.names import BIRTH


class Disk:
    """One mounted in memory at `path`. Raises CalledProcessError without the right to mount."""

    def __init__(self, path: Path, megabytes: int, owner: int = 0) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        options = f"size={megabytes}m,uid={owner},gid={owner},mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], check=True)

    def fill(self) -> None:
        """Nothing can be written any more."""
        fill(self.path)

    def empty(self) -> None:
        """As it was before."""
        (self.path / ".ballast").unlink(missing_ok=True)

    def unmount(self) -> None:
        """Waits for whoever still uses it."""
        for _ in range(40):
            if subprocess.run(["umount", str(self.path)], check=False, capture_output=True).returncode == 0:
                return
            time.sleep(0.5)


def fill(folder: Path) -> None:
    """Takes, in one file, what the file system has left, down to the last block."""
    with (folder / ".ballast").open("wb") as ballast:
        free = os.statvfs(folder)
        taken, size = 0, free.f_bavail * free.f_frsize
        while size:
            try:
                os.posix_fallocate(ballast.fileno(), taken, size)
                taken += size
            except OSError:
                size //= 2


def volume_on(client: Any, disk: Disk, name: str, labels: Mapping[str, str]) -> None:
    """A volume of the engine's whose content lies on `disk`, as a tenant's own."""
    folder = disk.path / name
    folder.mkdir()
    os.chown(folder, 10001, 10001)
    options = {"type": "none", "o": "bind", "device": str(folder)}
    labelled = {**labels, BIRTH: os.urandom(8).hex()}
    client.volumes.create(name, driver="local", driver_opts=options, labels=labelled)
