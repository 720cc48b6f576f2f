"""One tenant's repository: where it is, how restic is called on it, and what its exit statuses mean."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backups import process
from backups.errors import (
    BackupError,
    IncompleteBackup,
    RepositoryLocked,
    RepositoryMissing,
    ResticFailed,
    ResticTooOld,
    WrongPassword,
)

# https://restic.readthedocs.io/en/stable/075_scripting.html#exit-codes
_ERRORS: dict[int, type[BackupError]] = {
    3: IncompleteBackup,
    10: RepositoryMissing,
    11: RepositoryLocked,
    12: WrongPassword,
}
OLDEST = (0, 19)
LOCK_WAIT = "2m"


@dataclass(frozen=True)
class Repository:
    location: str
    password_file: Path
    login: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What its server asks for, as restic's environment names it; no variable of the job's own."""

    def environ(self) -> dict[str, str]:
        """The environment restic gets; the password stays in its file."""
        return process.plain_environ(
            RESTIC_REPOSITORY=self.location,
            RESTIC_PASSWORD_FILE=str(self.password_file),
            RESTIC_PROGRESS_FPS="1",
            **self.login,
        )

    def arguments(self, *arguments: str) -> list[str]:
        """The argument list of one call; no cache, since the job's file system is gone afterwards."""
        return ["restic", "--json", "--no-cache", *arguments]

    def call(
        self,
        *arguments: str,
        timeout: float,
        stdin: bytes | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> str:
        """Standard output of one call, given `environ` on top. Raises a BackupError by exit status."""
        finished = process.run(
            self.arguments(*arguments),
            environ={**self.environ(), **(environ or {})},
            timeout=timeout,
            stdin=stdin,
        )
        if finished.status != 0:
            raise error_for(finished.status, arguments[0], finished.errors)
        return finished.output


def error_for(status: int, command: str, errors: str) -> BackupError:
    """The error that an exit status stands for; unknown ones are failures."""
    kind = _ERRORS.get(status, ResticFailed)
    return kind(f"restic {command} ended with status {status}: {_plain(errors)}")


def json_lines(output: str) -> list[dict[str, Any]]:
    """The JSON objects among the lines of `output`."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def require_version(repository: Repository) -> str:
    """restic's version. Raises ResticTooOld below 0.19."""
    output = repository.call("version", timeout=30)
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", output)
    if not found or (int(found[1]), int(found[2])) < OLDEST:
        raise ResticTooOld(f"restic 0.19 or newer is needed, found {output.strip()[:80]}")
    return found[0]


def _plain(errors: str) -> str:
    # a streamed command's own words come as plain lines among restic's JSON
    lines = [line for line in errors.splitlines() if line and not line.startswith("{")]
    messages = [str(line["message"]) for line in json_lines(errors) if line.get("message")]
    return "; ".join(lines + messages)[-500:]
