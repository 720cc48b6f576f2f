"""`python -m appliance <command>`: every program of a tenant."""

import sys
from importlib import import_module

COMMANDS = ("web", "worker", "migrate", "create-users", "connect-whatsapp", "after-restore")


def main(arguments: list[str]) -> int:
    """Runs one command; its exit code: 0 done, 1 failed (the reason is on stderr), 2 no such command."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m appliance {'|'.join(COMMANDS)}\n")
        return 2
    return int(import_module(f"appliance.commands.{arguments[0].replace('-', '_')}").main())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
