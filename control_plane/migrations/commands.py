"""Brings the platform database to the newest revision. Needs no alembic.ini: the URL is a setting."""

import time
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from control_plane.errors import ControlPlaneError

_PATIENCE_SECONDS = 60


def migrate(engine: Engine) -> None:
    """Applies what is missing; nothing to do is fine. One at a time: SQLite's writer lock queues a second."""
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def wait_for_schema(engine: Engine) -> None:
    """Returns once the panel (or `migrate`) has brought the schema up to date. Raises ControlPlaneError."""
    for _ in range(_PATIENCE_SECONDS):
        with engine.begin() as connection:
            if is_current(connection):
                return
        time.sleep(1)
    raise ControlPlaneError("old_schema", "The platform database has an old schema: run migrate.")


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this code expects."""
    here = MigrationContext.configure(connection).get_current_revision()
    return here == _head()


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    """Alembic's configuration in code."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
