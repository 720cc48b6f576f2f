"""Brings snapshots from one repository into another, sealed anew under that one's own key."""

from backups.restic.init import source_environ
from backups.restic.repository import LOCK_WAIT, Repository


def copy_snapshots(source: Repository, target: Repository, *, host: str) -> None:
    """Those of `host` that `target` has not yet; run again after it was cut short, it goes on."""
    arguments = ("--retry-lock", LOCK_WAIT, "--host", host)
    target.call("copy", *arguments, timeout=20 * 3600.0, environ=source_environ(source))
