"""`migrate`: brings the schema up to date. Needs the database settings only, with the user `migrate`."""

import os
from typing import Any

from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.migrations import HEAD
from appliance.migrations.commands import migrate
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Waits for the database 60 s at most; nothing to migrate is fine."""
    return report(_migrate)


def _migrate() -> dict[str, Any]:
    with database(SettingsReader(os.environ)) as engine:
        migrate(engine)
    return {"revision": HEAD}
