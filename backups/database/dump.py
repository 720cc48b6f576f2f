"""The dump as a stream that proves its own completeness. Runs as a child of restic.

restic stores what a command prints, and drops it when the command's status is not 0. So this command passes
the client's output on, and fails unless the client ended well *and* the output carries its closing line.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from backups import process
from backups.database.client import Client, find_client, option_file
from backups.database.rows import RowCounter
from backups.errors import DumpFailed
from backups.settings import Settings

TRAILER = b"-- Dump completed"
CHUNK = 1 << 16
STATS_FILE = "dump-stats.json"

_OPTIONS = (
    "--single-transaction",
    "--quick",
    "--routines",
    "--events",
    "--triggers",
    "--hex-blob",
    "--no-tablespaces",
    "--skip-dump-date",
    "--default-character-set=utf8mb4",
    # small statements: after a deletion at the head, chunks fall into step again and deduplicate
    "--net-buffer-length=16384",
)
_ENGINE_OPTIONS = {"mysql": ("--set-gtid-purged=OFF",), "mariadb": ()}


def dump_arguments(client: Client, options: Path, database: str) -> list[str]:
    """The argument list of the dump client; the password is in `options`."""
    return [
        client.dump_program,
        f"--defaults-file={options}",
        *_OPTIONS,
        *_ENGINE_OPTIONS[client.engine],
        database,
    ]


def stream_dump(settings: Settings, out: BinaryIO) -> None:
    """Writes the dump to `out` and its figures to the scratch directory. Raises DumpFailed."""
    client = find_client()
    with option_file(settings) as options:
        arguments = dump_arguments(client, options, settings.database_name)
        with process.group(arguments, environ=process.plain_environ()) as child:
            stats = _pass_on(child, out)
            errors, status = process.ending(child, timeout=60)
    if status != 0:
        raise DumpFailed(f"{client.dump_program} ended with status {status}: {errors.strip()[-500:]}")
    if not stats["has_trailer"]:
        raise DumpFailed(f"{client.dump_program} ended without its closing line: the dump is not whole")
    (settings.scratch_dir / STATS_FILE).write_text(json.dumps(stats), encoding="utf-8")


def _pass_on(child: "subprocess.Popen[bytes]", out: BinaryIO) -> dict[str, object]:
    digest, counter, size, tail = hashlib.sha256(), RowCounter(), 0, b""
    assert child.stdout is not None  # noqa: S101 - asked for above
    while chunk := child.stdout.read(CHUNK):
        out.write(chunk)
        digest.update(chunk)
        counter.feed(chunk)
        size += len(chunk)
        tail = (tail + chunk)[-200:]
    out.flush()
    return {
        "bytes": size,
        "sha256": digest.hexdigest(),
        "rows": counter.rows,
        "has_trailer": TRAILER in tail,
    }


def main(settings: Settings) -> None:
    """The command that restic runs."""
    stream_dump(settings, sys.stdout.buffer)
