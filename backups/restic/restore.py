"""Writes a stored directory back where it lay."""

from pathlib import Path

from backups.restic.repository import Repository


def restore_directory(repository: Repository, snapshot: str, directory: Path) -> None:
    """Restores `directory` and reads every file again to verify it."""
    repository.call(
        "restore", f"{snapshot}:{directory}", "--target", str(directory), "--verify", timeout=4 * 3600.0
    )
