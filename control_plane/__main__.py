"""`python -m control_plane panel|runner|clock|…`: one image, one word per process.

Each command is a module with `main(arguments) -> exit code`, imported only when it is asked for: only the
runner's imports reach Docker, and the panel's must come after gevent has patched the standard library.
"""

import importlib
import logging
import os
import sys

from control_plane.errors import ControlPlaneError
from foundation.logs import configure_logs
from foundation.settings_reader import SettingsError

_COMMANDS = {
    "panel": "control_plane.panel",
    "runner": "control_plane.runner",
    "clock": "control_plane.clock",
    "migrate": "control_plane.migrations.migrate",
    "create-operator": "control_plane.create_operator",
    "reseal": "control_plane.reseal",
}


def main(arguments: list[str]) -> int:
    """Runs one command; settings that do not hold end it with status 2."""
    if not arguments or arguments[0] not in _COMMANDS:
        sys.stderr.write(f"usage: python -m control_plane {'|'.join(_COMMANDS)}\n")
        return 2
    name = arguments[0]
    if name == "panel":
        importlib.import_module("gevent.monkey").patch_all()
    configure_logs(program=name, instance=os.environ.get("INSTANCE", "guiche"))
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return int(importlib.import_module(_COMMANDS[name]).main(arguments[1:]))
    except SettingsError as error:
        sys.stderr.write("\n".join(error.problems) + "\n")
        return 2
    except ControlPlaneError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
