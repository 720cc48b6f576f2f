"""Makes the repository, once."""

from backups.errors import RepositoryMissing
from backups.restic.repository import Repository


def open_or_init(repository: Repository, like: Repository | None = None) -> bool:
    """Opens the repository with its password; makes it if there is none. True if it was made now.

    `like`: a new one cuts data as this one does, so that what is copied from there deduplicates.
    Raises WrongPassword when a repository stands there that this password does not open.
    """
    try:
        repository.call("cat", "config", timeout=60)
    except RepositoryMissing:
        make(repository, like)
        return True
    # our caller holds the tenant's lock: no other run is alive, so what is stale may go
    repository.call("unlock", timeout=60)
    return False


def make(repository: Repository, like: Repository | None = None) -> None:
    """A new repository, see `open_or_init`."""
    chosen = ["--copy-chunker-params"] if like else []
    repository.call("init", *chosen, timeout=120, environ=source_environ(like) if like else None)


def source_environ(source: Repository) -> dict[str, str]:
    """How a command is told of the repository that it reads from, beside its own."""
    return {
        "RESTIC_FROM_REPOSITORY": source.location,
        "RESTIC_FROM_PASSWORD_FILE": str(source.password_file),
        **source.login,
    }
