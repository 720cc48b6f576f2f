"""The other place: where a repository of ours is there, and what opens its server and the repository."""

import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backups import report
from backups.errors import (
    BadSettings,
    OffsiteFailed,
    OffsiteForeign,
    OffsiteFull,
    OffsiteRefused,
    OffsiteUnreachable,
    RepositoryMissing,
    ResticFailed,
    WrongPassword,
)
from backups.restic.check import PARTS, check
from backups.restic.init import make
from backups.restic.keys import admit, keep_only_own
from backups.restic.repository import Repository

ANSWERS_SECONDS = 60.0
"""Whoever has not answered by then is away: restic itself goes on trying for a quarter of an hour."""


def _status(code: str) -> str:
    """`(507)` or `507 Insufficient Storage`; never a wait (`retrying after 507.3ms`) or a port."""
    return rf"\({code}\)|(?<![\w.:]){code} [A-Z]"


_WORDS: tuple[tuple[type[OffsiteFailed], str], ...] = (
    (
        OffsiteRefused,
        _status("40[13]") + r"|Access ?Denied|InvalidAccessKey|SignatureDoesNotMatch|permission denied",
    ),
    (OffsiteFull, _status("(?:413|507)") + r"|quota|InsufficientStorage"),
    (
        OffsiteUnreachable,
        _status(r"5\d\d")
        + r"|dial tcp|connection refused|no such host|no route|i/o timeout|TLS handshake|x509:"
        r"|\bEOF\b|connection reset|stopped after",
    ),
)
"""What restic says, which has one exit status for all of it."""


@dataclass(frozen=True)
class Place:
    location: str
    login_file: Path
    """User and password, a line each, of its server; empty where it asks for none."""
    passwords_file: Path
    """Every password that the repository may still open by, one a line, the present one first."""
    scratch_dir: Path
    """A tmpfs: each password lies in a file there while it is needed."""


def read_place(environ: Mapping[str, str]) -> Place:
    """Raises BadSettings."""
    if not environ.get("OFFSITE_REPOSITORY"):
        raise BadSettings("not set: OFFSITE_REPOSITORY")
    return Place(
        location=environ["OFFSITE_REPOSITORY"],
        login_file=Path(environ.get("OFFSITE_LOGIN_FILE", "/run/secrets/offsite_login")),
        passwords_file=Path(environ.get("OFFSITE_PASSWORDS_FILE", "/run/secrets/offsite_passwords")),
        scratch_dir=Path(environ.get("SCRATCH_DIR", "/tmp")),  # noqa: S108 - a tmpfs of the job's own
    )


@contextmanager
def opened(place: Place, *, like: Repository | None = None, makes: bool = False) -> Iterator[Repository]:
    """The repository there, by its present password alone: one that opened it before is let in no more.

    `makes`: a new one where there is none, which cuts data as `like` does. Raises RepositoryMissing, or an
    OffsiteFailed that tells apart what is wrong.
    """
    passwords = place.passwords_file.read_text(encoding="utf-8").splitlines()
    login = _login(place)
    with tempfile.TemporaryDirectory(dir=place.scratch_dir) as folder, explained():
        doors = [
            _door(place.location, login, Path(folder), at, password) for at, password in enumerate(passwords)
        ]
        try:
            opening = next((door for door in doors if _opens(door)), None)
        except RepositoryMissing:
            if not makes:
                raise
            make(doors[0], like)
            opening = doors[0]
        if opening is None:
            raise OffsiteForeign("another platform's, or another tenant's, stands there")
        # our caller holds what is copied: nobody else of ours works there, and what a dead job left may go
        opening.call("unlock", "--remove-all", timeout=ANSWERS_SECONDS)
        if opening is not doors[0]:
            admit(opening, doors[0])
        _shut_out_others(doors[0])
        yield doors[0]


@contextmanager
def explained(otherwise: type[OffsiteFailed] = OffsiteFailed) -> Iterator[None]:
    """What goes wrong in the block is told apart by restic's words; raises an OffsiteFailed."""
    try:
        yield
    except ResticFailed as error:
        if "no space left" in str(error):
            raise  # of the disk that holds the backups here
        raise _kind(str(error), otherwise)(str(error)) from error


def check_a_part(repository: Repository) -> str:
    """Which part was read back: all of them in PARTS days."""
    part = int(time.time() // 86400) % PARTS + 1
    check(repository, part)
    return f"{part}/{PARTS}"


def _shut_out_others(door: Repository) -> None:
    """On a server that only adds, a password that was rotated goes on opening what is there."""
    try:
        keep_only_own(door)
    except ResticFailed as error:
        report.progress(f"an older password still opens the off-site repository: {error}"[:300], 15)


def _kind(words: str, otherwise: type[OffsiteFailed]) -> type[OffsiteFailed]:
    return next((kind for kind, pattern in _WORDS if re.search(pattern, words)), otherwise)


def _opens(door: Repository) -> bool:
    try:
        door.call("cat", "config", timeout=ANSWERS_SECONDS)
    except WrongPassword:
        return False
    return True


def _login(place: Place) -> dict[str, str]:
    """For restic's own process alone: the job's environment, which the engine shows, has none of it."""
    lines = place.login_file.read_text(encoding="utf-8").splitlines() if place.login_file.exists() else []
    user, password = [*lines, "", ""][:2]
    if not user:
        return {}
    if place.location.startswith("s3:"):
        return {"AWS_ACCESS_KEY_ID": user, "AWS_SECRET_ACCESS_KEY": password}
    return {"RESTIC_REST_USERNAME": user, "RESTIC_REST_PASSWORD": password}


def _door(location: str, login: dict[str, str], folder: Path, at: int, password: str) -> Repository:
    file = folder / str(at)
    file.write_text(password, encoding="utf-8")
    file.chmod(0o400)
    return Repository(location, file, login)
