"""Makes the repository, once."""

from backups.errors import RepositoryMissing
from backups.restic.repository import Repository


def open_or_init(repository: Repository) -> bool:
    """Opens the repository with its password; makes it if there is none. True if it was made now.

    Raises WrongPassword when a repository stands there that this password does not open.
    """
    try:
        repository.call("cat", "config", timeout=60)
    except RepositoryMissing:
        repository.call("init", timeout=120)
        return True
    # our caller holds the tenant's lock: no other run is alive, so what is stale may go
    repository.call("unlock", timeout=60)
    return False
