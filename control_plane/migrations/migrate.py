"""`python -m control_plane migrate`."""

import os
from collections.abc import Sequence

from control_plane.database import make_engine
from control_plane.migrations.commands import migrate
from control_plane.settings import read_settings


def main(_arguments: Sequence[str]) -> int:
    """Brings the platform database to the newest revision."""
    settings = read_settings(os.environ)
    migrate(make_engine(settings.database_url), settings.lasting_key)
    return 0
