"""Which client this image has, and how it is told the password."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backups import process
from backups.errors import BadSettings, LoadFailed
from backups.settings import Settings


@dataclass(frozen=True)
class Client:
    engine: str
    """mysql or mariadb."""
    query_program: str
    dump_program: str


def find_client() -> Client:
    """The client of this image. Raises BadSettings if there is none."""
    for engine, query, dump in (
        ("mariadb", "mariadb", "mariadb-dump"),
        ("mysql", "mysql", "mysqldump"),
    ):
        if shutil.which(query) and shutil.which(dump):
            return Client(engine, query, dump)
    raise BadSettings("this image has no database client")


@contextmanager
def option_file(settings: Settings) -> Iterator[Path]:
    """A file with host, user and password that only we may read; gone when the block ends."""
    path = settings.scratch_dir / f"client-{os.getpid()}.cnf"
    password = settings.database_password_file.read_text(encoding="utf-8").rstrip("\n")
    escaped = password.replace("\\", "\\\\").replace('"', '\\"')
    text = (
        f'[client]\nhost="{settings.database_host}"\nport={settings.database_port}\n'
        f'user="{settings.database_user}"\n'
        f'password="{escaped}"\nprotocol=tcp\ndefault-character-set=utf8mb4\n'
    )
    path.touch(mode=0o600)
    try:
        path.write_text(text, encoding="utf-8")
        yield path
    finally:
        path.unlink(missing_ok=True)


def query(client: Client, options: Path, database: str, statement: str) -> list[list[str]]:
    """Rows of `statement`, every value as text. Raises LoadFailed with the server's words."""
    arguments = [client.query_program, f"--defaults-file={options}", "--batch", "--skip-column-names"]
    finished = process.run(
        [*arguments, database], environ=process.plain_environ(), timeout=300, stdin=statement.encode()
    )
    if finished.status != 0:
        raise LoadFailed(f"the database answered: {finished.errors.strip()}")
    return [line.split("\t") for line in finished.output.splitlines()]
