"""Brings the tenant's database to the newest revision. Needs no alembic.ini: the connection is given."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from appliance.errors import Conflict

LOCK = "guiche_migrate"


def migrate(engine: Engine) -> None:
    """Applies what is missing; nothing to do is fine. Raises Conflict when another migration is running."""
    with engine.connect() as connection:
        if connection.scalar(text("SELECT GET_LOCK(:name, 30)"), {"name": LOCK}) != 1:
            raise Conflict("migration_running", "Another migration of this database is running: wait for it.")
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(text("DO RELEASE_LOCK(:name)"), {"name": LOCK})
        connection.commit()


def alembic_config() -> Config:
    """Alembic's configuration in code."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
