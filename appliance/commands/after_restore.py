"""`after-restore`: makes a restored database safe to run. Nothing is sent twice, nobody stays signed in."""

import os

from sqlalchemy.exc import OperationalError

from appliance.commands.reporting import done, failed
from appliance.commands.startup import database
from appliance.database import make_sessions
from appliance.restoring import settle_after_restore
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Prints what was changed."""
    try:
        with database(SettingsReader(os.environ)) as engine:
            counts = settle_after_restore(make_sessions(engine))
    except OperationalError as error:
        return failed(str(error))
    return done(**counts)
