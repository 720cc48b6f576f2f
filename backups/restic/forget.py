"""Retention: every backup of 7 days, one a day for 30, and never fewer than the last two runs."""

from backups.restic.repository import LOCK_WAIT, Repository

KEEP = ("--keep-within", "7d", "--keep-within-daily", "30d", "--keep-last", "2")


def forget_old(repository: Repository, *, host: str) -> None:
    """Forgets by kind (database, media, manifest are paths of their own) and frees what nothing refers to."""
    arguments = ("--retry-lock", LOCK_WAIT, "--host", host, "--group-by", "host,paths", *KEEP)
    repository.call("forget", *arguments, "--prune", timeout=2 * 3600.0)
