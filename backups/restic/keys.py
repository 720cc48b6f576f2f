"""The passwords by which the repository opens: one, or two while it is rotated."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from backups.errors import RepositoryMissing, WrongPassword
from backups.restic.repository import Repository, json_lines


def set_passwords(repository: Repository, passwords: list[str], scratch: Path) -> dict[str, Any]:
    """Makes it open by exactly these, one of which opens it already: {"is_there", "keys"}, their number.

    Run again it changes nothing. `scratch` is a tmpfs, where each lies in a file while it is needed.
    Raises WrongPassword when none opens it.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        doors = [_door(repository, Path(folder), at, password) for at, password in enumerate(passwords)]
        try:
            opening = [door for door in doors if opens(door)]
        except RepositoryMissing:
            return {"is_there": False, "keys": 0}
        if not opening:
            raise WrongPassword("none of the passwords that count opens the repository")
        for door in doors:
            if door not in opening:
                admit(opening[0], door)
        kept = {_key_of(door) for door in doors}
        for key in _keys(doors[0]):
            if key["id"] not in kept:
                doors[0].call("key", "remove", str(key["id"]), timeout=60)
        return {"is_there": True, "keys": len(_keys(doors[0]))}


def keep_only_own(repository: Repository) -> None:
    """From here on nothing but its own password opens it."""
    for key in _keys(repository):
        if not key["current"]:
            repository.call("key", "remove", str(key["id"]), timeout=60)


def admit(repository: Repository, other: Repository) -> None:
    """The same place opens by the password of `other` too."""
    repository.call("key", "add", "--new-password-file", str(other.password_file), timeout=120)


def opens(repository: Repository) -> bool:
    """Whether its password opens it. Raises RepositoryMissing where there is none."""
    try:
        repository.call("cat", "config", timeout=60)
    except WrongPassword:
        return False
    return True


def _door(repository: Repository, folder: Path, at: int, password: str) -> Repository:
    file = folder / str(at)
    file.write_text(password, encoding="utf-8")
    file.chmod(0o400)
    return replace(repository, password_file=file)


def _keys(repository: Repository) -> list[dict[str, Any]]:
    """restic prints one JSON list: {"current", "id", "userName", …}."""
    listed: list[dict[str, Any]] = _json_list(repository.call("key", "list", timeout=60))
    return listed


def _key_of(repository: Repository) -> str:
    """The id of the key that its own password opens."""
    return next(str(key["id"]) for key in _keys(repository) if key["current"])


def _json_list(output: str) -> list[dict[str, Any]]:
    import json  # noqa: PLC0415

    whole = output.strip()
    return json.loads(whole) if whole.startswith("[") else json_lines(output)
