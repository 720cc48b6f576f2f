"""Writes a stored directory back where it lay."""

from pathlib import Path

from backups.restic.repository import Repository


def restore_directory(
    repository: Repository, snapshot: str, directory: Path, target: Path | None = None
) -> None:
    """Restores `directory`, to `target` if that is given, and reads every file again to verify it."""
    where = str(target or directory)
    repository.call("restore", f"{snapshot}:{directory}", "--target", where, "--verify", timeout=4 * 3600.0)
