"""The media volume. A file arrives below `incoming/`, and takes its place by one rename, whole or not at all.

A file's name is its row's number: it says nothing of the content, nobody outside chooses any part of it,
and a download done again after a crash takes the same place, so that nothing is left over.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from time import time

RESERVE_BYTES = 256 * 1024 * 1024
"""Left free on the disk, which the tenant's database may share: a full disk stops it too."""
ABANDONED_SECONDS = 600
"""An incoming file not written to for this long has nobody writing it: jobs are over within a minute."""


class DiskFull(Exception):
    """No space for the file now."""


@dataclass(frozen=True)
class MediaFiles:
    root: Path

    def incoming(self, name: str) -> Path:
        """Where a file called `name` is gathered; the folder is made if need be."""
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def check_space(self, size: int) -> None:
        """Raises DiskFull when `size` more bytes would touch the reserve."""
        self.root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.root).free < size + RESERVE_BYTES:
            raise DiskFull

    def keep(self, source: Path, media_id: int, suffix: str = "") -> str:
        """Moves a gathered file to its place, durable once this returns; its path below the root."""
        relative = f"files/{media_id // 1000:06d}/{media_id}{suffix}"
        target = self.root / relative
        made = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        source.chmod(0o640)
        _sync(source)
        source.replace(target)
        _sync(target.parent)
        if made:
            _sync(target.parent.parent)
        return relative

    def find(self, relative: str | None) -> Path | None:
        """The stored file, None if it is not there."""
        path = self.root / relative if relative else None
        return path if path is not None and path.is_file() else None

    def clear_incoming(self, older_than: float = 0.0) -> None:
        """Removes what was gathered and never kept, if not written to for `older_than` seconds."""
        folder = self.root / "incoming"
        if not folder.is_dir():
            return
        limit = time() - older_than
        for path in folder.iterdir():
            if path.stat().st_mtime <= limit:
                path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
