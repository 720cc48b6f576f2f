"""Stores: a directory, a small text, or the output of a command."""

from collections.abc import Mapping
from pathlib import Path

from backups.errors import IncompleteBackup
from backups.restic.repository import LOCK_WAIT, Repository, json_lines

HOURS = 3600.0


def store_directory(
    repository: Repository, directory: Path, *, host: str, tags: list[str], without: str = ""
) -> str:
    """Stores `directory` but for its folder `without`; the snapshot's id.

    A file that could not be read fails the run.
    """
    exclude = ["--exclude", str(directory / without)] if without else []
    arguments = ("backup", *_common(host, tags), *exclude, str(directory))
    return _snapshot_id(repository.call(*arguments, timeout=4 * HOURS))


def store_text(repository: Repository, name: str, text: str, *, host: str, tags: list[str]) -> str:
    """Stores `text` as the file `name`; the snapshot's id."""
    arguments = ("backup", *_common(host, tags), "--stdin", "--stdin-filename", name)
    return _snapshot_id(repository.call(*arguments, timeout=600, stdin=text.encode()))


def store_command(
    repository: Repository,
    name: str,
    command: list[str],
    *,
    environ: Mapping[str, str],
    host: str,
    tags: list[str],
) -> str:
    """Stores what `command`, given `environ`, prints as the file `name`; the snapshot's id.

    A command that ends with another status than 0 leaves no snapshot (restic ≥ 0.17).
    """
    arguments = ("backup", *_common(host, tags), "--stdin-filename", name, "--stdin-from-command", "--")
    return _snapshot_id(repository.call(*arguments, *command, timeout=4 * HOURS, environ=environ))


def _common(host: str, tags: list[str]) -> list[str]:
    # a fixed host, and tags joined by commas (all of them must match), or retention would group wrongly
    return ["--retry-lock", LOCK_WAIT, "--host", host, "--tag", ",".join(tags)]


def _snapshot_id(output: str) -> str:
    for line in reversed(json_lines(output)):
        if line.get("message_type") == "summary" and line.get("snapshot_id"):
            return str(line["snapshot_id"])
    raise IncompleteBackup("restic reported no snapshot")
