"""Brings the platform database to the newest revision. Needs no alembic.ini: the URL is a setting."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from control_plane.errors import ControlPlaneError

_PATIENCE_SECONDS = 60


def migrate(engine: Engine, platform_key: str | None = None) -> None:
    """Applies what is missing; nothing to do is fine. One at a time: SQLite's writer lock queues a second.

    `platform_key` chains what an audit trail of before there were chains (0006) holds; one that holds
    nothing needs none.
    """
    with engine.connect() as connection, _tables_may_be_copied(connection), connection.begin():
        config = alembic_config()
        config.attributes["connection"] = connection
        config.attributes["platform_key"] = platform_key
        command.upgrade(config, "head")
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise ControlPlaneError(
                "broken_references", "The migration would leave rows without their owner."
            )


@contextmanager
def _tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it, and dropping the old one would break what refers to it.

    The switch only works outside a transaction: https://www.sqlite.org/lang_altertable.html (7).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


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
