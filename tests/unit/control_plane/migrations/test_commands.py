from pathlib import Path

from alembic import command
from sqlalchemy import Connection, Engine

from control_plane.database import make_engine
from control_plane.migrations.commands import alembic_config, is_current, migrate

ROWS = (
    "INSERT INTO tenants (id, slug, name, lifecycle, generation, configuration, created_at)"
    " VALUES ('t', 'acme', 'ACME', 'active', 1, '{}', '2026-01-01')",
    "INSERT INTO operations (id, kind, tenant_id, inputs, results, state, requested_by, attempts, fence,"
    " created_at) VALUES ('o', 'backup', 't', '{}', '{}', 'succeeded', 'x', 0, 0, '2026-01-01')",
    "INSERT INTO operation_steps (operation_id, position, name, state, percent, message, output, attempts)"
    " VALUES ('o', 0, 'run_backup', 'done', 100, '', '', 1)",
)


def at_revision(engine: Engine, revision: str, rows: tuple[str, ...]) -> None:
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for row in rows:
            connection.exec_driver_sql(row)


def foreign_keys(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one())


def test_a_platform_with_history_is_brought_up_to_date(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    at_revision(engine, "0001", ROWS)
    migrate(engine)
    with engine.begin() as connection:
        assert is_current(connection)
        assert connection.exec_driver_sql("SELECT name FROM operation_steps").scalar() == "run_backup"
        assert foreign_keys(connection) == 1
    engine.dispose()


def test_backups_from_before_are_here_under_their_operations_run(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    backup = (
        'INSERT INTO backups (id, tenant_id, operation_id, "trigger", database_snapshot, media_snapshot,'
        " manifest, bytes, created_at) VALUES ('b', 't', 'o', 'manual', 'x', 'y', '{}', 1, '2026-01-01')"
    )
    at_revision(engine, "0001", (*ROWS, backup))
    migrate(engine)
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT run_id, is_here FROM backups").one()
        assert tuple(found) == ("o", 1)
        connection.exec_driver_sql(  # an operation that saves anew makes another
            "CREATE TEMP TABLE another AS SELECT * FROM backups"
        )
        connection.exec_driver_sql("UPDATE another SET id = 'c', run_id = 'o-2'")
        connection.exec_driver_sql("INSERT INTO backups SELECT * FROM another")
    engine.dispose()


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'platform.sqlite3'}")
    migrate(engine)
    migrate(engine)
    with engine.begin() as connection:
        assert is_current(connection)
    engine.dispose()
