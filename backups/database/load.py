"""Loads a stored dump into an empty database and proves that all of it arrived."""

import hashlib
import subprocess
from pathlib import Path

from backups import process
from backups.database.client import Client, find_client, option_file, query
from backups.database.dump import CHUNK
from backups.errors import LoadFailed
from backups.restic.dump import read_command
from backups.restic.repository import Repository, error_for
from backups.settings import Settings


def load_dump(repository: Repository, settings: Settings, snapshot: str, name: str) -> str:
    """Streams the file `name` of `snapshot` into the database; the SHA-256 of what was loaded.

    Raises LoadFailed if the database refuses it, ResticFailed and kin if it cannot be read whole.
    """
    client = find_client()
    with option_file(settings) as options:
        read = read_command(repository, snapshot, name)
        write = [client.query_program, f"--defaults-file={options}", settings.database_name]
        with (
            process.group(read, environ=repository.environ()) as reader,
            process.group(write, environ=process.plain_environ(), takes_input=True) as writer,
        ):
            digest = _pump(reader, writer)
            writer_errors, writer_status = process.ending(writer, timeout=3600)
            reader_errors, reader_status = process.ending(reader, timeout=60)
    if writer_status != 0:
        raise LoadFailed(f"the database refused the dump: {writer_errors.strip()[-500:]}")
    if reader_status != 0:
        raise error_for(reader_status, "dump", reader_errors)
    return digest


def count_rows(settings: Settings, tables: list[str]) -> dict[str, int]:
    """Rows of each table as the database counts them."""
    client = find_client()
    with option_file(settings) as options:
        return {table: _count(client, settings, options, table) for table in tables}


def _count(client: Client, settings: Settings, options: Path, table: str) -> int:
    quoted = table.replace("`", "``")
    statement = f"SELECT COUNT(*) FROM `{quoted}`"  # noqa: S608 - a table's name cannot be a parameter
    return int(query(client, options, settings.database_name, statement)[0][0])


def _pump(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]") -> str:
    assert reader.stdout is not None  # noqa: S101 - both were asked for
    assert writer.stdin is not None  # noqa: S101
    digest = hashlib.sha256()
    try:
        while chunk := reader.stdout.read(CHUNK):
            digest.update(chunk)
            writer.stdin.write(chunk)
        writer.stdin.close()
    except BrokenPipeError:  # the client ended early: its status and words say why
        pass
    return digest.hexdigest()
