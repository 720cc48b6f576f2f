"""Reads a repository's structure whole, and a part of what is stored in it."""

from backups.restic.repository import LOCK_WAIT, Repository

PARTS = 30
"""A part a day: after so many days everything was read back."""


def check(repository: Repository, part: int) -> None:
    """`part`: of PARTS, from 1. Raises ResticFailed when anything is missing or altered."""
    arguments = ("--retry-lock", LOCK_WAIT, "--read-data-subset", f"{part}/{PARTS}")
    repository.call("check", *arguments, timeout=4 * 3600.0)
