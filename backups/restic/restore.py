"""Writes a stored directory back."""

from pathlib import Path

from backups.restic.repository import Repository


def restore_directory(repository: Repository, snapshot: str, directory: Path, target: Path) -> None:
    """Restores the stored `directory` into `target` and reads every file again to verify it."""
    source = f"{snapshot}:{directory}"
    repository.call("restore", source, "--target", str(target), "--verify", timeout=4 * 3600.0)
