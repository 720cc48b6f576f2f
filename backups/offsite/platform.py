"""The platform's own database in the other place: stored there, and fetched back on a new machine.

Its repository opens by a password that is made of the platform key: whoever has that key, the address and its
login needs nothing else.
"""

import hashlib
import hmac
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backups import process, report
from backups.errors import (
    BackupError,
    BadSettings,
    OffsiteDamaged,
    OffsiteEmpty,
    PlatformPresent,
    RepositoryMissing,
)
from backups.offsite.place import Place, check_a_part, explained, opened, read_place
from backups.restic.backup import store_directory
from backups.restic.dump import read_command
from backups.restic.forget import forget_old
from backups.restic.repository import Repository, require_version
from backups.restic.restore import restore_directory
from backups.restic.snapshots import list_snapshots

HOST = "platform"
DIRECTORY = "/platform/platform-copy"
"""Where the job that stores it finds it."""
DATABASE_FILE = "platform.sqlite3"
PURPOSE = b"guiche platform copy 1"


def store_platform(environ: Mapping[str, str]) -> dict[str, Any]:
    """Stores the copy that lies in PLATFORM_COPY_DIR: {"snapshot", "bytes", "checked", "retention"}.

    It counts once the database was read back from there, byte for byte. Raises a BackupError.
    """
    directory = Path(environ.get("PLATFORM_COPY_DIR", DIRECTORY))
    database = directory / DATABASE_FILE
    report.progress("opening the off-site repository", 10)
    with opened(read_place(environ), makes=True) as there:
        require_version(there)
        report.progress("storing the platform's database", 30)
        snapshot = store_directory(there, directory, host=HOST, tags=[HOST])
        report.progress("reading it back", 60)
        with explained(OffsiteDamaged):
            if _digest_there(there, snapshot, database) != _digest(database):
                raise OffsiteDamaged("what was read back is not what was stored")
            checked = check_a_part(there)
        try:
            forget_old(there, host=HOST)
            retention = "ok"
        except BackupError as error:  # amber: what was stored is good all the same
            retention = str(error)
    size = database.stat().st_size
    return {"snapshot": snapshot, "bytes": size, "checked": checked, "retention": retention}


@dataclass(frozen=True)
class Fetching:
    prefix: str
    instance: str
    platform_key: str
    login_file: Path
    target: Path
    """A folder of the new machine: the volume that will be the platform's."""
    scratch_dir: Path


def read_fetching(environ: Mapping[str, str]) -> Fetching:
    """Raises BadSettings."""
    if missing := [name for name in ("OFFSITE_REPOSITORY", "PLATFORM_KEY_FILE") if not environ.get(name)]:
        raise BadSettings(f"not set: {', '.join(missing)}")
    return Fetching(
        prefix=environ["OFFSITE_REPOSITORY"].rstrip("/"),
        instance=environ.get("INSTANCE", "guiche"),
        platform_key=Path(environ["PLATFORM_KEY_FILE"]).read_text(encoding="utf-8"),
        login_file=Path(environ.get("OFFSITE_LOGIN_FILE", "/run/secrets/offsite_login")),
        target=Path(environ.get("PLATFORM_DIR", "/backups")),
        scratch_dir=Path(environ.get("SCRATCH_DIR", "/tmp")),  # noqa: S108 - the container's own
    )


def fetch_platform(fetching: Fetching) -> dict[str, Any]:
    """Brings the newest copy back, once it is known to be sound: {"snapshot", "made", "bytes"}.

    Raises PlatformPresent where there is one already, or another BackupError.
    """
    if (fetching.target / DATABASE_FILE).exists():
        raise PlatformPresent(f"{fetching.target / DATABASE_FILE} is there: take it away first")
    with tempfile.TemporaryDirectory(dir=fetching.scratch_dir) as scratch:
        passwords = Path(scratch) / "passwords"
        passwords.touch(mode=0o600)
        lines = fetching.platform_key.split()
        passwords.write_text("".join(f"{platform_password(line)}\n" for line in lines), encoding="utf-8")
        location = f"{fetching.prefix}/{fetching.instance}/{HOST}"
        place = Place(location, fetching.login_file, passwords, Path(scratch))
        try:
            with opened(place) as there:
                require_version(there)
                return _fetch(there, fetching.target)
        except RepositoryMissing as error:
            raise OffsiteEmpty(f"no platform was ever copied to {location}") from error


def platform_password(platform_key: str) -> str:
    """What the repository opens by: HKDF-SHA256 (RFC 5869) of the key, for this purpose alone.

    As control_plane/services/platform_copy.py makes it; a test holds one against the other.
    """
    try:
        key = bytes.fromhex(platform_key)
    except ValueError as error:
        raise BadSettings("the platform key must be 64 hexadecimal digits") from error
    extracted = hmac.digest(bytes(32), key, hashlib.sha256)
    return hmac.digest(extracted, PURPOSE + b"\x01", hashlib.sha256).hex()


def _fetch(there: Repository, target: Path) -> dict[str, Any]:
    found = list_snapshots(there, host=HOST)
    if not found:
        raise OffsiteEmpty("the repository holds no copy")
    newest = found[-1]
    report.progress("bringing the platform's database back", 40)
    with tempfile.TemporaryDirectory(dir=target) as folder:
        restore_directory(there, newest.id, Path(newest.path), Path(folder))
        database = Path(folder) / DATABASE_FILE
        _refuse_unsound(database)
        size = database.stat().st_size
        for each in sorted(Path(folder).iterdir(), key=lambda path: path.name == DATABASE_FILE):
            shutil.move(each, target / each.name)  # the database last: with it, all is there
    return {"snapshot": newest.id, "made": newest.time, "bytes": size}


def _refuse_unsound(database: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (answer,) = connection.execute("PRAGMA quick_check").fetchone()
    if answer != "ok":
        raise OffsiteDamaged(f"the database is not sound: {answer}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_there(there: Repository, snapshot: str, path: Path) -> str:
    digest = hashlib.sha256()
    with process.group(read_command(there, snapshot, str(path)[1:]), environ=there.environ()) as child:
        assert child.stdout is not None  # noqa: S101 - asked for above
        while chunk := child.stdout.read(1 << 16):
            digest.update(chunk)
        process.ending(child, timeout=60)
    return digest.hexdigest()
