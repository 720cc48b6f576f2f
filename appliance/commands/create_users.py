"""`create-users`: the first people of a new tenant, from the secret FIRST_USERS_FILE."""

import os

from sqlalchemy.exc import OperationalError

from appliance.accounts.first_users import create_first_users
from appliance.commands.reporting import done, failed
from appliance.commands.startup import database
from appliance.database import make_sessions
from appliance.errors import AppError
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Creates those who are missing; run again it changes nobody."""
    reader = SettingsReader(os.environ)
    document = reader.secret("FIRST_USERS")
    try:
        with database(reader) as engine:
            created = create_first_users(make_sessions(engine), document)
    except (OperationalError, AppError) as error:
        return failed(str(error))
    return done(created=len(created))
