"""Reads one stored file back."""

from backups.restic.repository import Repository


def read_text(repository: Repository, snapshot: str, name: str) -> str:
    """The text stored as `name`."""
    return repository.call("dump", snapshot, f"/{name}", timeout=600)


def read_command(repository: Repository, snapshot: str, name: str) -> list[str]:
    """The argument list that streams the file `name` to standard output."""
    return repository.arguments("dump", snapshot, f"/{name}")
