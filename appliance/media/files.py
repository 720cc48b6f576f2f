"""The media volume. What the worker makes is gathered below `incoming/`, what people upload below
`arriving/`; a file takes its place by one rename, whole or not at all.

A file's name is its row's number: it says nothing of the content, nobody outside chooses any part of it,
and a download done again after a crash takes the same place, so that nothing is left over.
"""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from time import time
from uuid import uuid4

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Of OSError.errno: the disk, or our share of it, is full."""
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
        return self._gathering("incoming") / name

    def arriving(self) -> Path:
        """Where the next upload is gathered: apart, since a worker that begins clears `incoming`."""
        return self._gathering("arriving") / uuid4().hex

    def _gathering(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def check_space(self, size: int) -> None:
        """Raises DiskFull when `size` more bytes would touch the reserve."""
        self.root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.root).free < size + RESERVE_BYTES:
            raise DiskFull

    def keep(self, source: Path, media_id: int, suffix: str = "") -> str:
        """Moves a gathered file to its place, durable once this returns; its path below the root."""
        return self._move(source, _place(media_id) + suffix)

    def keep_raw(self, source: Path, media_id: int) -> str:
        """The same for an upload that is still to be prepared."""
        return self._move(source, _raw_place(media_id))

    def _move(self, source: Path, relative: str) -> str:
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

    def remove(self, *relative: str | None) -> None:
        """Takes stored files away, as far as they are there."""
        for name in relative:
            if name:
                (self.root / name).unlink(missing_ok=True)

    def remove_unnamed(self, media_id: int) -> None:
        """Takes away what stands in that row's places though the row names nothing."""
        self.remove(_place(media_id), _raw_place(media_id))

    def clear_incoming(self, older_than: float = 0.0) -> None:
        """Removes what the worker gathered and never kept, if not written to for `older_than` seconds."""
        _clear(self.root / "incoming", older_than)

    def clear_arriving(self, older_than: float) -> None:
        """Removes uploads that broke off, if not written to for `older_than` seconds."""
        _clear(self.root / "arriving", older_than)

    def clear_uploaded(self, older_than: float) -> None:
        """Removes raw uploads that a crash left after they were prepared."""
        _clear(self.root / "uploaded", older_than)


def _place(media_id: int) -> str:
    return f"files/{media_id // 1000:06d}/{media_id}"


def _raw_place(media_id: int) -> str:
    return f"uploaded/{media_id}"


def _clear(folder: Path, older_than: float) -> None:
    if not folder.is_dir():
        return
    limit = time() - older_than
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime <= limit:
                path.unlink()
        except FileNotFoundError:  # an upload that was just kept
            continue


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
