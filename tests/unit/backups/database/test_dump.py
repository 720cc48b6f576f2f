import json
import os
from io import BytesIO
from pathlib import Path

import pytest

from backups.database import dump
from backups.database.client import Client
from backups.errors import DumpFailed
from backups.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    password = tmp_path / "password"
    password.write_text('pa"ss\\word\n')
    return read_settings(
        {
            "TENANT_ID": "t",
            "RUN_ID": "r",
            "DATABASE_USER": "dump",
            "DATABASE_PASSWORD_FILE": str(password),
            "SCRATCH_DIR": str(tmp_path),
        }
    )


def client_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a dump client of our own on the PATH: the real one is used in the integration tests."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for name in ("mysql", "mysqldump"):
        program = directory / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    monkeypatch.setattr(dump, "find_client", lambda: Client("mysql", "mysql", "mysqldump"))


def test_passes_the_dump_on_and_notes_its_figures(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_that(tmp_path, monkeypatch, 'printf "CREATE TABLE \\`a\\` (\\n);\\n-- Dump completed\\n"')
    out = BytesIO()
    dump.stream_dump(settings, out)
    stats = json.loads((tmp_path / dump.STATS_FILE).read_text())
    assert stats["bytes"] == len(out.getvalue())
    assert stats["rows"] == {"a": 0}


def test_a_dump_without_its_closing_line_fails(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_that(tmp_path, monkeypatch, 'echo "CREATE TABLE"')
    with pytest.raises(DumpFailed, match="closing line"):
        dump.stream_dump(settings, BytesIO())
    assert not (tmp_path / dump.STATS_FILE).exists()


def test_a_client_that_fails_fails_the_dump_with_its_words(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_that(tmp_path, monkeypatch, 'echo "-- Dump completed"; echo "lost connection" >&2; exit 3')
    with pytest.raises(DumpFailed, match="status 3: lost connection"):
        dump.stream_dump(settings, BytesIO())


def test_the_password_is_in_no_argument_and_its_file_goes_away(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_that(tmp_path, monkeypatch, 'echo "$@"; echo "-- Dump completed"')
    out = BytesIO()
    dump.stream_dump(settings, out)
    assert b"ss\\\\word" not in out.getvalue()
    assert not (tmp_path / f"client-{os.getpid()}.cnf").exists()


def test_each_engine_gets_the_options_it_knows() -> None:
    options = Path("/tmp/o")
    assert "--set-gtid-purged=OFF" in dump.dump_arguments(Client("mysql", "mysql", "mysqldump"), options, "a")
    assert "--set-gtid-purged=OFF" not in dump.dump_arguments(
        Client("mariadb", "mariadb", "mariadb-dump"), options, "a"
    )
