"""`reseal`: what is sealed under an earlier session key is sealed under the one to use now."""

import os
from typing import Any

from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.database import make_sessions
from appliance.resealing import reseal
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Reports how many were sealed anew, and how many no key opens."""
    return report(_reseal)


def _reseal() -> dict[str, Any]:
    reader = SettingsReader(os.environ)
    session_key = reader.secret("SESSION_KEY")
    with database(reader) as engine:
        return dict(reseal(make_sessions(engine), session_key))
