import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, create_engine, text

from appliance.context import Context
from appliance.database import Base, database_url, make_engine
from appliance.migrations import HEAD
from appliance.migrations.commands import alembic_config, migrate

pytestmark = pytest.mark.integration


def test_there_is_one_head_and_the_code_knows_it() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


def test_migrating_again_changes_nothing(context: Context) -> None:
    engine = make_engine(context.settings.database)
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_models(context: Context) -> None:
    def same_type(_context, _column, _meta, _found, expected) -> bool | None:
        return False if isinstance(expected, JSON) else None  # MariaDB's JSON is a LONGTEXT with a check

    engine = create_engine(database_url(context.settings.database))
    with engine.connect() as connection:
        migration = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(migration, Base.metadata) == []
    engine.dispose()


def test_every_table_compares_byte_by_byte(context: Context) -> None:
    with context.sessions() as session:
        collations = session.execute(
            text(
                "SELECT DISTINCT table_collation FROM information_schema.tables "
                "WHERE table_schema = DATABASE() AND table_name <> 'alembic_version'"
            )
        ).all()
    assert [row[0] for row in collations] == ["utf8mb4_bin"]
