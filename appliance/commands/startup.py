"""What commands begin with: settings, and a database that answers."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from appliance.database import make_engine
from appliance.settings import Settings, read_database_settings, read_settings
from foundation.logs import configure_logs
from foundation.settings_reader import SettingsReader

WAIT_SECONDS = 60.0


def settings_of(program: str) -> Settings:
    """All settings, with logs configured. Raises SettingsError."""
    settings = read_settings(os.environ)
    configure_logs(program=program, tenant=settings.tenant.slug)
    return settings


@contextmanager
def database(reader: SettingsReader) -> Iterator[Engine]:
    """An engine whose database answers, from the database settings alone: jobs are given no other secret.

    Raises SettingsError, and OperationalError if nothing answers in time.
    """
    settings = read_database_settings(reader)
    reader.finish()
    engine = make_engine(settings)
    try:
        wait_for_database(engine)
        yield engine
    finally:
        engine.dispose()


def wait_for_database(engine: Engine, seconds: float = WAIT_SECONDS) -> None:
    """Returns when the database answers. Raises OperationalError if it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            return
