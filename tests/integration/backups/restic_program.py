"""restic itself, for tests that need no container: the machine's own, or that of the platform's image."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from backups.restic.repository import OLDEST

TAG = os.environ.get("GUICHE_TAG", "dev")


def restic_folder(folder: Path) -> Path:
    """Where a new enough `restic` is; copied out of the image to `folder` if need be."""
    found = shutil.which("restic")
    if found and _version(found) >= OLDEST:
        return Path(found).parent
    made = subprocess.run(
        ["docker", "create", f"guiche/restic:{TAG}", "true"], capture_output=True, text=True, check=True
    ).stdout.strip()
    try:
        copy = ["docker", "cp", f"{made}:/usr/bin/restic", str(folder)]
        subprocess.run(copy, capture_output=True, check=True)
    finally:
        subprocess.run(["docker", "rm", made], capture_output=True, check=True)
    return folder


def _version(program: str) -> tuple[int, int]:
    words = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", words)
    return (int(found[1]), int(found[2])) if found else (0, 0)
