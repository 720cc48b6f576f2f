"""The commands of the job: thin over the actions."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from backups import report
from backups.actions.backup import make_backup
from backups.actions.list import list_backups
from backups.actions.restore import restore_backup
from backups.database import dump
from backups.errors import BackupError
from backups.offsite.platform import fetch_platform, read_fetching, store_platform
from backups.offsite.tenant import copy_offsite, read_copying, retrieve
from backups.restic.keys import opens, set_passwords
from backups.restic.repository import Repository
from backups.settings import Settings, read_settings


def main(arguments: list[str], environ: Mapping[str, str] | None = None) -> int:
    """Runs one command; exit status 0, 1 (failed, the last line says why) or 2 (bad usage)."""
    environ = os.environ if environ is None else environ
    commands = {**_COMMANDS, **_OFFSITE}
    if len(arguments) != 1 or arguments[0] not in commands:
        report.error("bad_usage", f"usage: python3 -m backups {'|'.join(commands)}")
        return 2
    try:
        if (offsite := _OFFSITE.get(arguments[0])) is not None:
            report.result(offsite(environ))
        else:
            _COMMANDS[arguments[0]](read_settings(environ))
    except BackupError as error:
        _fail(arguments[0], error)
        return 1
    except OSError as error:
        _fail(arguments[0], BackupError(f"{error.strerror}: {error.filename}"))
        return 1
    return 0


def _backup(settings: Settings) -> None:
    report.result(make_backup(settings))


def _restore(settings: Settings) -> None:
    report.result(restore_backup(settings))


def _list(settings: Settings) -> None:
    report.result({"backups": list_backups(settings)})


def _keys(settings: Settings) -> None:
    passwords = settings.repository_passwords_file.read_text(encoding="utf-8").splitlines()
    report.result(set_passwords(_repository(settings), passwords, settings.scratch_dir))


def _prove_keys(settings: Settings) -> None:
    """Whether the repository opens by the password it is given, which may be one that must not."""
    report.result({"opens": opens(_repository(settings))})


def _repository(settings: Settings) -> Repository:
    return Repository(settings.repository, settings.repository_password_file)


def _dump(settings: Settings) -> None:
    dump.main(settings)


def _fail(command: str, error: BackupError) -> None:
    if command == "dump":  # its standard output is the dump: words go to standard error, for restic to show
        os.write(2, f"{error}\n".encode())
    else:
        report.error(error.code, f"{error.what}: {error}")


_COMMANDS: dict[str, Callable[[Settings], None]] = {
    "backup": _backup,
    "restore": _restore,
    "list": _list,
    "dump": _dump,
    "keys": _keys,
    "prove-keys": _prove_keys,
}

_OFFSITE: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "offsite": lambda environ: copy_offsite(read_copying(environ)),
    "retrieve": lambda environ: retrieve(read_copying(environ)),
    "store-platform": store_platform,
    "fetch-platform": lambda environ: fetch_platform(read_fetching(environ)),
}
"""These know no database."""
