"""`after-restore`: makes a restored database safe to run. Nothing is sent twice, nobody stays signed in."""

import os
from typing import Any

from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.database import make_sessions
from appliance.restoring import settle_after_restore
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Reports what was changed."""
    return report(_settle)


def _settle() -> dict[str, Any]:
    with database(SettingsReader(os.environ)) as engine:
        return dict(settle_after_restore(make_sessions(engine)))
