"""`migrate`: brings the schema up to date. Needs the database settings only, with the user `migrate`."""

import os

from sqlalchemy.exc import OperationalError

from appliance.commands.reporting import done, failed
from appliance.commands.startup import database
from appliance.errors import AppError
from appliance.migrations import HEAD
from appliance.migrations.commands import migrate
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Waits for the database 60 s at most; nothing to migrate is fine."""
    try:
        with database(SettingsReader(os.environ)) as engine:
            migrate(engine)
    except (OperationalError, AppError) as error:
        return failed(str(error))
    return done(revision=HEAD)
