"""`python -m appliance <command>`: every program of a tenant."""

import sys
from importlib import import_module

from foundation.settings_reader import SettingsError

COMMANDS = (
    "web",
    "worker",
    "migrate",
    "create-users",
    "connect-whatsapp",
    "disconnect-whatsapp",
    "set-brand",
    "after-restore",
    "after-copy",
    "reseal",
)


def main(arguments: list[str]) -> int:
    """Runs one command; its exit code: 0 done, 1 failed (a job says why on stdout), 2 no such command."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m appliance {'|'.join(COMMANDS)}\n")
        return 2
    program = import_module(f"appliance.commands.{arguments[0].replace('-', '_')}")
    try:
        return int(program.main())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
