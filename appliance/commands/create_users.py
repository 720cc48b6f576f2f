"""`create-users`: the first people of a new tenant, from the secret FIRST_USERS_FILE.

FIRST_USERS_TAKE_OVER=yes, in a copied database: those who are there already get the new passwords.
"""

import os
from typing import Any

from appliance.accounts.first_users import create_first_users
from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.database import make_sessions
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Creates those who are missing; run again it changes nobody."""
    return report(_create)


def _create() -> dict[str, Any]:
    reader = SettingsReader(os.environ)
    document = reader.secret("FIRST_USERS")
    takes_over = reader.choice("FIRST_USERS_TAKE_OVER", ("yes", "no"), "no") == "yes"
    with database(reader) as engine:
        created = create_first_users(make_sessions(engine), document, takes_over=takes_over)
        return {"created": len(created)}
