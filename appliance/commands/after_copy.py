"""`after-copy`: makes a database that was copied from another help desk safe to run under its own number."""

import os
from typing import Any

from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.copying import settle_copy
from appliance.database import make_sessions
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Reports what was changed."""
    return report(_settle)


def _settle() -> dict[str, Any]:
    with database(SettingsReader(os.environ)) as engine:
        return dict(settle_copy(make_sessions(engine)))
